//! From turns of heads and of photos to the thresholds of the planar test.

use serde::{Deserialize, Serialize};

use super::CalibrationError;
use super::sorted::{Sorted, rounded};
use crate::scan::{MAX_UNDECIDED, Path, PlanarEvidence, PlanarThresholds, PlanarVerdict, ScanProfile};

/// Turns of heads that may lie beyond what counts as the edge of all of them.
const ODD_ONES: f64 = 0.01;
/// Where between that edge and the middle of the photos a threshold lies: the first place, and the nearer ones to try
/// while a flat photo still passes.
const PLACES: [f32; 5] = [0.5, 0.4, 0.3, 0.2, 0.1];
/// How much of what the heads bear is asked for, the strictest first: a bent photo that narrows less than a flat one is found
/// out by its nose alone.
const SLOPES: [f32; 3] = [1.0, 0.75, 0.5];
/// A nose may leave the plane by a fifth less than at the edge of the heads. The mesh gives photos a nose, too: photos
/// are no guide here.
const NOSE_ROOM: f32 = 0.8;
/// Turns of heads that must be found solid.
const PASSING: f64 = 0.98;
/// Fewer turns of heads, or begun with photos, say nothing.
const LEAST: [usize; 2] = [50, 10];
/// A nod of ten degrees makes a face 1.5 % shorter: less than the noise of its proportions.
const MAX_PITCH: f32 = 10.0;
/// One narrow frame may be a slip of the mesh; two, and one in twenty, are not.
const FLAGGED: (f32, u32) = (0.05, 2);
/// A face that is not narrower by this much says nothing about how its nose moves along.
const NARROWER: f32 = 0.01;

/// The turns of one session before a scan that refused none of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turns {
    /// Out far enough and back again: those that are judged.
    pub finished: Vec<Path>,
    /// Begun and broken off.
    pub begun: Vec<Path>,
}

/// What one threshold stands between: 0.5 %, 50 % and 99.5 % quantiles of the measure that it limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanarPoint {
    /// The field of [`PlanarThresholds`].
    pub threshold: String,
    /// Its value.
    pub value: f32,
    /// The measure on finished turns of heads.
    pub heads: [f32; 3],
    /// The measure on turns of flat photos, finished or begun.
    pub flat: [f32; 3],
    /// The measure on finished turns of bent photos.
    pub bent: [f32; 3],
}

/// What the planar thresholds were measured on, and what they decide there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanarReport {
    /// How the thresholds were placed, in words.
    pub rule: String,
    /// Honest people.
    pub heads: PlanarCount,
    /// Flat photos.
    pub flat: PlanarCount,
    /// Photos bent to a radius of 10 cm.
    pub bent: PlanarCount,
    /// The thresholds that were measured.
    pub table: Vec<PlanarPoint>,
}

/// Sessions and turns of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanarCount {
    /// Sessions.
    pub sessions: usize,
    /// Sessions that a scan would have let pass by its turns: as many solid ones as it asks for, before one that it refuses.
    pub passed: usize,
    /// Turns begun and broken off.
    pub begun: usize,
    /// Turns finished.
    pub finished: usize,
    /// Finished turns found solid.
    pub solid: usize,
}

impl PlanarCount {
    fn new(sessions: &[Turns], thresholds: &PlanarThresholds) -> Self {
        let mut count = Self { sessions: sessions.len(), ..Self::default() };
        for turns in sessions {
            let judge = |path: &Path| path.evidence(thresholds).judge(thresholds);
            let verdicts: Vec<_> = turns.finished.iter().map(judge).collect();
            count.passed += usize::from(pass(&verdicts));
            count.begun += turns.begun.len();
            count.finished += turns.finished.len();
            count.solid += verdicts.iter().filter(|verdict| **verdict == PlanarVerdict::Solid).count();
        }
        count
    }
}

/// Whether a scan with the standard profile passes on these turns, in their order. It ends with the first sheet and with the
/// second doubt: what comes after them in a session that refuses nothing, no scan would have seen.
fn pass(verdicts: &[PlanarVerdict]) -> bool {
    let asked = ScanProfile::verify().turns();
    let (mut solid, mut undecided) = (0, 0);
    for verdict in verdicts {
        match verdict {
            PlanarVerdict::Solid => solid += 1,
            PlanarVerdict::Inconclusive(_) => undecided += 1,
            PlanarVerdict::Planar(_) => return false,
        }
        if solid == asked {
            return true;
        }
        if undecided == MAX_UNDECIDED {
            return false;
        }
    }
    false
}

/// Evidence of the turns of one kind.
struct Measured {
    finished: Vec<PlanarEvidence>,
    all: Vec<PlanarEvidence>,
}

impl Measured {
    fn new(sessions: &[Turns]) -> Self {
        let measure = |path: &Path| path.evidence(&open());
        let finished: Vec<_> = sessions.iter().flat_map(|turns| &turns.finished).map(measure).collect();
        let begun = sessions.iter().flat_map(|turns| &turns.begun).map(measure);
        Self { all: finished.iter().copied().chain(begun).collect(), finished }
    }
}

/// Thresholds of which only those count that say what is measured.
const fn open() -> PlanarThresholds {
    PlanarThresholds {
        nose_per_degree: 0.0,
        nose_floor: 0.0,
        nose_planar: 0.0,
        aspect_margin: 1.0,
        max_pitch: MAX_PITCH,
        flagged_share: FLAGGED.0,
        flagged_least: FLAGGED.1,
        peak_deficit: 1.0,
        nose_per_deficit: 0.0,
    }
}

fn column(evidence: &[PlanarEvidence], measure: fn(&PlanarEvidence) -> f32) -> Sorted {
    Sorted::new(evidence.iter().map(measure).collect())
}

fn a_degree(evidence: &PlanarEvidence) -> f32 {
    evidence.nose / evidence.angle.max(1.0)
}

/// Thresholds that find at least 98 % of the heads' turns solid and let no session with a flat photo pass.
///
/// The limits of narrowness lie between the edge of the heads (all but 1 % of their turns) and the median of the flat
/// photos' turns: in the middle first, then nearer to the heads until no flat photo passes. The limit of the nose lies a
/// fifth beyond the edge of the heads. Bent photos are counted only: a tight bend is a head's shape.
///
/// # Errors
/// [`CalibrationError::NotSeparable`] with too few turns (50 of heads finished, 10 of flat photos begun), or when no
/// place does both.
pub fn calibrate_planar(
    heads: &[Turns],
    flat: &[Turns],
    bent: &[Turns],
) -> Result<(PlanarThresholds, PlanarReport), CalibrationError> {
    let measured = [heads, flat, bent].map(Measured::new);
    let [of_heads, of_flat, _] = &measured;
    if of_heads.finished.len() < LEAST[0] || of_flat.all.len() < LEAST[1] {
        return Err(CalibrationError::NotSeparable { threshold: "planar" });
    }
    for (place, slope) in PLACES.into_iter().flat_map(|place| SLOPES.map(|slope| (place, slope))) {
        let thresholds = placed(of_heads, of_flat, place, slope);
        let [heads, flat, bent] = [heads, flat, bent].map(|sessions| PlanarCount::new(sessions, &thresholds));
        if share(heads.solid, heads.finished) >= PASSING && flat.passed == 0 {
            let rule = format!(
                "aspect_margin and peak_deficit: {place} of the way from the edge of the heads (all but {} % of their turns) to \
                 the median of the flat photos' turns; nose_per_degree: {NOSE_ROOM} of the edge of the heads; nose_floor: that \
                 times the least turn; nose_planar: between the median of the flat photos and nose_floor; nose_per_deficit: {slope} \
                 of what all but {} % of the heads' turns bear; the others follow from what they mean",
                ODD_ONES * 100.0,
                ODD_ONES * 100.0,
            );
            let table = table(&thresholds, &measured);
            return Ok((thresholds, PlanarReport { rule, heads, flat, bent, table }));
        }
    }
    Err(CalibrationError::NotSeparable { threshold: "planar" })
}

fn placed(heads: &Measured, flat: &Measured, place: f32, slope: f32) -> PlanarThresholds {
    let narrow = |measure: fn(&PlanarEvidence) -> f32| {
        let edge = column(&heads.finished, measure).at_most(ODD_ONES).max(0.0);
        rounded(edge + place * (column(&flat.all, measure).at_least(0.5) - edge).max(0.0))
    };
    let nose_per_degree = rounded(NOSE_ROOM * column(&heads.finished, a_degree).at_least(ODD_ONES));
    // What the least turn must show is the least that any may show.
    let nose_floor = rounded(nose_per_degree * ScanProfile::verify().turn);
    let in_plane = column(&flat.all, |e| e.nose).at_least(0.5);
    let slopes = heads.finished.iter().filter(|e| e.deficit > NARROWER);
    let slopes = slopes.map(|e| (a_degree(e) - nose_per_degree) / e.deficit).collect();
    PlanarThresholds {
        nose_per_degree,
        nose_floor,
        nose_planar: rounded(f32::midpoint(in_plane, nose_floor).clamp(0.0, nose_floor)),
        aspect_margin: narrow(|e| e.worst_deficit),
        peak_deficit: narrow(|e| e.deficit),
        nose_per_deficit: rounded((slope * Sorted::new(slopes).at_least(ODD_ONES)).clamp(0.0, 1.0)),
        ..open()
    }
}

fn table(thresholds: &PlanarThresholds, [heads, flat, bent]: &[Measured; 3]) -> Vec<PlanarPoint> {
    type Measure = fn(&PlanarEvidence) -> f32;
    let rows: [(&str, f32, Measure); 5] = [
        ("aspect_margin", thresholds.aspect_margin, |e| e.worst_deficit),
        ("peak_deficit", thresholds.peak_deficit, |e| e.deficit),
        ("nose_per_degree", thresholds.nose_per_degree, a_degree),
        ("nose_floor", thresholds.nose_floor, |e| e.nose),
        ("nose_planar", thresholds.nose_planar, |e| e.nose),
    ];
    rows.into_iter()
        .map(|(threshold, value, measure)| PlanarPoint {
            threshold: threshold.to_owned(),
            value,
            heads: column(&heads.finished, measure).spread(),
            flat: column(&flat.all, measure).spread(),
            bent: column(&bent.finished, measure).spread(),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of turns")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{PathSample, PlanarReason};

    /// Turns to 30 degrees and back whose noses leave the plane by `nose` a degree and whose faces are `deficit` narrower
    /// than a head's when farthest out.
    fn turns(count: u8, nose: f32, deficit: f32) -> Vec<Path> {
        (0..count)
            .map(|turn| {
                let mut path = Path::default();
                let varied = 1.0 + 0.05 * f32::from(turn) / f32::from(count);
                for frame in 0..30_u8 {
                    let out = (f32::from(frame) * std::f32::consts::PI / 30.0).sin();
                    let yaw = 30.0 * out;
                    let aspect = yaw.to_radians().cos() - deficit * varied * out;
                    let nose = nose * varied * yaw;
                    path.push(PathSample { lead: yaw, off: 1.0, aspect, nose, ..PathSample::default() });
                }
                path
            })
            .collect()
    }

    fn session(finished: Vec<Path>, begun: Vec<Path>) -> Turns {
        Turns { finished, begun }
    }

    /// Protects the rule that the file states: narrowness in the middle of the gap, heads kept, flat photos refused.
    #[test]
    fn thresholds_lie_in_the_middle_of_the_gap() {
        let heads = [session(turns(60, 0.012, 0.02), Vec::new())];
        let flat = [session(turns(5, 0.003, 0.2), turns(15, 0.003, 0.2))];
        let (thresholds, report) = calibrate_planar(&heads, &flat, &[]).unwrap();
        assert!((thresholds.peak_deficit - 0.11).abs() < 0.01, "{thresholds:?}");
        // Four fifths of 0.012; a little less, since the frames around the outermost count, too.
        assert!((thresholds.nose_per_degree - 0.0093).abs() < 3e-4, "{thresholds:?}");
        // The limits leave out one head in a hundred.
        let heads = PlanarCount { sessions: 1, passed: 1, begun: 0, finished: 60, solid: 59 };
        let flat = PlanarCount { sessions: 1, passed: 0, begun: 15, finished: 5, solid: 0 };
        assert_eq!((report.heads, report.flat), (heads, flat));
    }

    /// A flat photo that would pass in the middle of the gap moves the thresholds towards the heads.
    #[test]
    fn a_photo_that_would_pass_tightens_the_thresholds() {
        let heads = [session(turns(60, 0.012, 0.02), Vec::new())];
        let flat = [session(turns(2, 0.03, 0.1), turns(20, 0.003, 0.2))];
        let (thresholds, report) = calibrate_planar(&heads, &flat, &[]).unwrap();
        assert!(thresholds.peak_deficit < 0.1, "{thresholds:?}");
        assert_eq!((report.flat.finished, report.flat.passed), (2, 0));
    }

    /// Protects the count from what no scan would have seen: a head's turn after a sheet's, or after two doubts, passes nobody.
    #[test]
    fn a_session_ends_where_the_scan_would() {
        use PlanarVerdict::{Inconclusive, Planar, Solid};
        let (sheet, doubt) = (Planar(PlanarReason::NarrowAtPeak), Inconclusive(PlanarReason::NoseTooFlat));
        for passing in [&[Solid][..], &[doubt, Solid], &[Solid, sheet]] {
            assert!(pass(passing), "{passing:?}");
        }
        for refused in [&[][..], &[doubt], &[sheet, Solid], &[doubt, doubt, Solid], &[doubt, sheet, Solid]] {
            assert!(!pass(refused), "{refused:?}");
        }
    }

    /// Photos that turn as heads do, and too few turns, give no thresholds rather than useless ones.
    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let sessions = |count, nose, deficit| [session(turns(count, nose, deficit), Vec::new())];
        let heads = sessions(60, 0.012, 0.02);
        let fault = Err(CalibrationError::NotSeparable { threshold: "planar" });
        assert_eq!(calibrate_planar(&heads, &sessions(20, 0.012, 0.02), &[]), fault);
        assert_eq!(calibrate_planar(&heads, &sessions(9, 0.003, 0.2), &[]), fault);
        assert_eq!(calibrate_planar(&sessions(49, 0.012, 0.02), &heads, &[]), fault);
    }
}
