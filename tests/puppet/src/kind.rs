//! Who comes before the camera.

use std::sync::{Arc, OnceLock};

use mien_face::Template;
use mien_face::scan::Challenge;
use serde::Serialize;

use crate::cast::{Cast, Member};
use crate::manner::Manner;
use crate::profile::Profile;
use crate::recordings::Recordings;
use crate::reordered::ReorderedStream;
use crate::replay::Play;
use crate::swapped::Swapped;
use crate::two_faces::TwoFaces;
use crate::{
    Actor, FrozenStream, Head, LoopedStream, Person, PhotoHolder, Pinhole, PuppetError, Random, Stage,
    TwoPrints,
};

/// Declares the kinds once: the variant and its name on the command line.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// Who comes before the camera.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
        pub enum Kind {
            $($(#[doc = $doc])+ #[serde(rename = $name)] #[value(name = $name)] $variant,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

kinds! {
    /// The person, in good light.
    Honest = "honest";
    /// An old person: slow, late, with a tremor, and sometimes the wrong way first.
    Senior = "senior";
    /// Somebody who can neither turn nor bend the head.
    LimitedMobility = "limited-mobility";
    /// A flat photo, moved by hand.
    Flat = "flat";
    /// A print from the front and one from the side, exchanged out of view.
    TwoPrints = "twoprints";
    /// A photo bent to a radius of 10 cm.
    Bent10 = "bent10";
    /// A photo bent to a radius of 7 cm.
    Bent7 = "bent7";
    /// A photo bent to a radius of 5 cm.
    Bent5 = "bent5";
    /// One picture over and over.
    Frozen = "frozen";
    /// A recording of a whole genuine scan in a loop.
    Looped = "looped";
    /// A recording of a whole genuine scan, made for another nonce, once through.
    Replay = "replay";
    /// A recording of a whole genuine scan, made for another nonce, its pieces in another order.
    Reordered = "reordered";
    /// A recording of everything that can be asked, cut to what is asked, without a seam.
    Cut = "cut";
    /// A stranger for the tasks and the victim between them, or the other way round.
    Swapped = "swapped";
    /// A stranger, and the victim's photo beside.
    TwoFaces = "twofaces";
    /// Another person, honestly.
    Stranger = "stranger";
    /// A real photo of somebody, flat.
    LfwFlat = "lfw-flat";
    /// A real photo of somebody, bent to a radius of 10 cm.
    LfwBent10 = "lfw-bent10";
    /// A real photo of somebody, bent to a radius of 7 cm.
    LfwBent7 = "lfw-bent7";
    /// A real photo of somebody, bent to a radius of 5 cm.
    LfwBent5 = "lfw-bent5";
}

/// What the actors of some kinds need, made when the first of them comes.
#[derive(Debug)]
pub(crate) struct Props {
    profile: Profile,
    /// The stage's person.
    template: Template,
    cast: OnceLock<Cast>,
    recordings: Recordings,
}

impl Props {
    pub(crate) fn new(profile: Profile, template: Template) -> Self {
        Self { profile, template, cast: OnceLock::new(), recordings: Recordings::default() }
    }

    fn member(&self, stage: &Stage, seed: u64) -> Result<&Member, PuppetError> {
        if self.cast.get().is_none() {
            let cast = Cast::load(&stage.models)?;
            // Another thread may have been faster; both have the same people.
            let _ = self.cast.set(cast);
        }
        self.cast.get().map(|cast| cast.one(seed)).ok_or(PuppetError::NoPeople)
    }
}

impl Kind {
    /// Whether it is the enrolled person, who should pass.
    pub const fn is_genuine(self) -> bool {
        matches!(self, Self::Honest | Self::Senior | Self::LimitedMobility)
    }

    /// Whether pictures of other people are needed, from the folder that `MIEN_DATA` names.
    pub const fn needs_people(self) -> bool {
        matches!(self, Self::Swapped | Self::TwoFaces | Self::Stranger) || self.is_real_photo()
    }

    /// Whether those pictures are there.
    pub fn has_people() -> bool {
        Cast::folder().is_some()
    }

    const fn is_real_photo(self) -> bool {
        matches!(self, Self::LfwFlat | Self::LfwBent10 | Self::LfwBent7 | Self::LfwBent5)
    }

    /// The radius that a sheet is bent to.
    const fn radius(self) -> Option<f32> {
        match self {
            Self::Bent10 | Self::LfwBent10 => Some(10.0),
            Self::Bent7 | Self::LfwBent7 => Some(7.0),
            Self::Bent5 | Self::LfwBent5 => Some(5.0),
            _ => None,
        }
    }

    /// How long a face is taken for the one before without looking: where nobody could have changed it, and the person is
    /// not to be let in.
    pub(crate) const fn embed_every_us(self) -> u64 {
        match self {
            Self::Honest
            | Self::Senior
            | Self::LimitedMobility
            | Self::TwoPrints
            | Self::Swapped
            | Self::TwoFaces
            | Self::Stranger => 0,
            _ => 250_000,
        }
    }

    /// Whose face the scan is to confirm.
    pub(crate) fn victim(self, stage: &Stage, props: &Props, seed: u64) -> Result<Template, PuppetError> {
        let member = if self.is_real_photo() { Some(props.member(stage, seed)?) } else { None };
        Ok(member.map_or(&props.template, |member| &member.template).clone())
    }

    /// The actor whom a seed makes, for a kind that needs neither other people nor recordings of scans with a profile of
    /// their own.
    ///
    /// # Errors
    /// [`PuppetError`] when pictures of other people are missing, or no scan could be recorded.
    pub fn actor(self, stage: &Stage, camera: Pinhole, seed: u64) -> Result<Box<dyn Actor>, PuppetError> {
        self.actor_with(stage, &Props::new(Profile::Verify, stage.template()?), camera, seed, &[])
    }

    pub(crate) fn actor_with(
        self,
        stage: &Stage,
        props: &Props,
        camera: Pinhole,
        seed: u64,
        asked: &[Challenge],
    ) -> Result<Box<dyn Actor>, PuppetError> {
        let head = Arc::clone(&stage.head);
        let person = |manner: fn(&mut Random) -> Manner| {
            Person::with_manner(Arc::clone(&stage.head), camera, manner(&mut Random::new(seed)), seed)
        };
        let photo = |head: &Head| PhotoHolder::new(head, camera, self.radius(), seed);
        let recorded = |play| -> Result<LoopedStream, PuppetError> {
            let recording = props.recordings.one(stage, props.profile, &props.template, seed, asked)?;
            Ok(LoopedStream::of(recording, Arc::clone(&stage.head), camera, play))
        };
        let stranger = || props.member(stage, seed).map(|member| Arc::clone(&member.head));
        Ok(match self {
            Self::Honest => Box::new(person(Manner::cooperative)),
            Self::Senior => Box::new(person(Manner::senior)),
            Self::LimitedMobility => Box::new(person(Manner::limited_mobility)),
            Self::Flat | Self::Bent10 | Self::Bent7 | Self::Bent5 => Box::new(photo(&head)),
            Self::TwoPrints => Box::new(TwoPrints::new(&head, camera, seed)),
            Self::Frozen => Box::new(FrozenStream::new(head, camera, seed)),
            Self::Looped => Box::new(recorded(Play::Looped)?),
            Self::Replay => Box::new(recorded(Play::Once)?),
            Self::Reordered => Box::new(recorded(Play::Shuffled(seed))?),
            Self::Cut => Box::new(ReorderedStream::new(head, camera, seed)),
            Self::Swapped => Box::new(Swapped::new(head, stranger()?, camera, seed)),
            Self::TwoFaces => Box::new(TwoFaces::new(stranger()?, &head, camera, seed)),
            Self::Stranger => Box::new(Person::new(stranger()?, camera, seed)),
            Self::LfwFlat | Self::LfwBent10 | Self::LfwBent7 | Self::LfwBent5 => {
                Box::new(photo(&*stranger()?))
            }
        })
    }
}
