//! A head made of one portrait and its landmarks.
//!
//! One sheet of triangles covers the whole picture: the landmarks, rings of points around them whose depth curves back as a
//! skull does and which follow the head less and less, and still points at the edge. Nothing is cut out, so nothing can
//! show a seam.

use mien_face::MESH_POINTS;

use crate::delaunay::{Triangle, triangulate};
use crate::geometry::{Pinhole, Point, Turn, mix, smooth_step};
use crate::landmarks::{EYE_CORNERS, INNER_LIPS, LIDS, MOUTH_CORNERS, OVAL, UPPER_LIP};
use crate::raster::{Canvas, Corner};
use crate::texture::Texture;
use crate::{PuppetError, RgbFrame};

/// The distance between a grown person's eye centres in centimetres.
pub const EYE_DISTANCE: f32 = 6.3;

/// Where the eye centres are 110 px apart at 480x640, in centimetres from the camera.
pub const ARM_LENGTH: f32 = 35.74;

/// How far the lower lip drops when the mouth is fully open, in centimetres.
const JAW_DROP: f32 = 1.9;

/// How high above the optical axis the face is held, in centimetres: the neck needs the room below.
const LIFT: f32 = 1.1;

/// Texture pixels a centimetre: one texel a pixel at arm's length.
const TEXELS: f32 = 110.0 / EYE_DISTANCE;

/// Distance of the picture's own plane: that of the cheeks' edges, so that the head at rest fits its surroundings.
const BACKDROP: f32 = ARM_LENGTH + 5.0;

/// The screen's light on the wall behind, as a share of that on the face.
const WALL: f32 = 0.05;

/// Rings of points around the face's outline, and points a side of the outline's polygon: close enough for smooth edges.
const RINGS: [usize; 2] = [10, 2];

/// Size of the smallest and the largest ring against the outline.
const REACH: [f32; 2] = [1.06, 2.6];

/// The upper lid's way over its distance from the lower lid.
const LIDS_OVERLAP: f32 = 1.1;

/// How far the skin stays behind at the closed lid's edge and in the fold above it, as shares of that distance. Chosen so
/// that the eye model reads both eyes as closed in any light and small turn.
const LID_SLIDES: f32 = 0.3;
const FOLD_SLIDES: f32 = 0.8;

/// What the head does at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadState {
    /// Degrees towards the person's left (right in the picture).
    pub yaw: f32,
    /// Degrees upwards.
    pub pitch: f32,
    /// Degrees towards the person's left shoulder.
    pub roll: f32,
    /// Shift to the right and down in the picture, in centimetres.
    pub shift: [f32; 2],
    /// Centimetres from the camera.
    pub distance: f32,
    /// Lids, 0 (open as in the portrait) to 1 (closed).
    pub closed: f32,
    /// Jaw, 0 (as in the portrait) to 1 (wide open).
    pub mouth: f32,
}

impl Default for HeadState {
    fn default() -> Self {
        Self {
            yaw: 0.0,
            pitch: 0.0,
            roll: 0.0,
            shift: [0.0; 2],
            distance: ARM_LENGTH,
            closed: 0.0,
            mouth: 0.0,
        }
    }
}

/// The light in the room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Factor on the face's brightness; 1 is the portrait's own.
    pub face: f32,
    /// Factor on the background's brightness.
    pub background: f32,
    /// Light from one side, -1 (left in the picture) to 1: that cheek is brighter and the other darker by this share.
    pub side: f32,
    /// Red, green and blue of the phone's screen, black when it shows the app's own picture.
    pub screen: [u8; 3],
    /// How much light a white screen adds at [`ARM_LENGTH`], over the light in the room, before the camera's gamma.
    pub glow: f32,
}

/// A small gain of light is this share as large after the camera's gamma (ITU-R BT.709 and sRGB are near 1 / 2.2).
pub(crate) const GAMMA: f32 = 0.45;

impl Light {
    /// The gain that a white screen gives to what is `distance` centimetres away, after the camera's gamma.
    pub(crate) fn gain(&self, distance: f32) -> f32 {
        GAMMA * self.glow * (ARM_LENGTH / distance.max(10.0)).powi(2)
    }
}

impl Default for Light {
    fn default() -> Self {
        Self { face: 1.0, background: 1.0, side: 0.0, screen: [0; 3], glow: 0.0 }
    }
}

/// One point of the head.
#[derive(Debug, Clone, Copy)]
struct Vertex {
    rest: Point,
    texel: [f32; 2],
    /// Share of the head's motion, 1 for the face, 0 for the background.
    follow: f32,
    /// Where the lids' motion takes it when the eyes are closed.
    lid: Point,
    /// Where its place in the texture goes meanwhile.
    slide: [f32; 2],
    /// Share of the jaw's drop.
    jaw: f32,
}

/// A head that can be drawn in any pose and light.
#[derive(Debug, Clone)]
pub struct Head {
    vertices: Vec<Vertex>,
    skin: Vec<Triangle>,
    /// The triangles between the lips: dark when the mouth opens.
    mouth: Vec<Triangle>,
    texture: Texture,
    /// Texture position of the middle of the face.
    origin: [f32; 2],
    /// Yaw, pitch and roll of the portrait, taken back so that the head at rest looks straight.
    facing: [f32; 3],
    pivot: Point,
}

impl Head {
    /// Builds the head from a portrait and the landmarks that a face engine found on it (pixels of the portrait; z away
    /// from the camera in the scale of x).
    ///
    /// # Errors
    /// [`PuppetError::NoFace`] unless there are [`MESH_POINTS`] landmarks of a face of at least 20 px between the eyes.
    pub fn new(portrait: &RgbFrame, landmarks: &[[f32; 3]]) -> Result<Self, PuppetError> {
        if landmarks.len() != MESH_POINTS {
            return Err(PuppetError::NoFace);
        }
        let centre = |[a, b]: [usize; 2]| -> [f32; 2] {
            std::array::from_fn(|i| f32::midpoint(landmarks[a][i], landmarks[b][i]))
        };
        let (right, left) = (centre(EYE_CORNERS[0]), centre(EYE_CORNERS[1]));
        let (dx, dy) = (left[0] - right[0], left[1] - right[1]);
        let eyes = (dx * dx + dy * dy).sqrt();
        if eyes.is_nan() || eyes < 20.0 {
            return Err(PuppetError::NoFace);
        }
        let scale = EYE_DISTANCE / eyes;
        let middle: [f32; 2] =
            std::array::from_fn(|i| landmarks.iter().map(|p| p[i]).sum::<f32>() / landmarks.len() as f32);
        let enlarge = scale * TEXELS;
        let origin = middle.map(|value| value * enlarge);
        let mut vertices: Vec<Vertex> = landmarks
            .iter()
            .map(|p| {
                let rest = [(p[0] - middle[0]) * scale, (p[1] - middle[1]) * scale, p[2] * scale];
                Vertex { rest, texel: [0.0; 2], follow: 1.0, lid: [0.0; 3], slide: [0.0; 2], jaw: 0.0 }
            })
            .collect();
        let pivot = [0.0, vertices[152].rest[1] * 0.6, 8.0];
        add_surroundings(&mut vertices, pivot[2]);
        for vertex in &mut vertices {
            vertex.texel = std::array::from_fn(|i| vertex.rest[i] * TEXELS + origin[i]);
        }
        prepare_lids(&mut vertices);
        prepare_jaw(&mut vertices);
        let flat: Vec<[f32; 2]> = vertices.iter().map(|v| [v.rest[0], v.rest[1]]).collect();
        let lips = INNER_LIPS.map(|index| flat[index]);
        let (mouth, skin) = triangulate(&flat).into_iter().partition(|triangle| {
            let [a, b, c] = triangle.map(|index| flat[index]);
            encloses(&lips, [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0])
        });
        Ok(Self {
            skin,
            mouth,
            vertices,
            texture: Texture::new(&portrait.enlarged(enlarge)),
            origin,
            facing: facing(landmarks),
            pivot,
        })
    }

    /// Draws the head before its background.
    pub fn draw(&self, camera: Pinhole, state: &HeadState, light: &Light) -> RgbFrame {
        let corners = self.corners(camera, state, light);
        let mut canvas = Canvas::black(camera.width, camera.height).lit(light.screen);
        let lit = |triangle: &Triangle, share: f32| {
            triangle.map(|index| {
                let corner = corners[index];
                Corner { shade: corner.shade * share, glow: corner.glow * share, ..corner }
            })
        };
        let skin = self.skin.iter().map(|triangle| lit(triangle, 1.0));
        let mouth = self.mouth.iter().map(|triangle| lit(triangle, 1.0 - 0.8 * state.mouth));
        for three in skin.chain(mouth) {
            let [a, b, c] = &three;
            // A triangle that shows its back has turned away.
            if (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y) > 0.0 {
                canvas.triangle(&self.texture, three);
            }
        }
        canvas.into_frame()
    }

    /// Where a landmark is seen, in pixels: the truth that a face engine's landmarks are compared with.
    pub fn landmark(&self, index: usize, camera: Pinhole, state: &HeadState) -> Option<[f32; 2]> {
        let corner = *self.corners(camera, state, &Light::default()).get(index)?;
        (index < MESH_POINTS).then_some([corner.x, corner.y])
    }

    /// The portrait as it is printed on paper, `width` by `height` centimetres around the face with a white border, and
    /// the texture pixels a centimetre.
    pub fn print(&self, width: f32, height: f32, border: f32) -> (RgbFrame, f32) {
        let (columns, rows, edge) =
            ((width * TEXELS) as u32, (height * TEXELS) as u32, (border * TEXELS) as u32);
        let mut sheet = RgbFrame::filled(columns, rows, [236, 235, 230]);
        let (left, top) = (
            self.origin[0] as i32 - (columns / 2).cast_signed(),
            self.origin[1] as i32 - (rows / 2).cast_signed(),
        );
        for y in edge..rows - edge {
            for x in edge..columns - edge {
                sheet.put(x, y, self.texture.at(left + x.cast_signed(), top + y.cast_signed()));
            }
        }
        (sheet, TEXELS)
    }

    fn corners(&self, camera: Pinhole, state: &HeadState, light: &Light) -> Vec<Corner> {
        let [yaw, pitch, roll] = self.facing;
        let turn = Turn::new(state.yaw - yaw, state.pitch - pitch, state.roll - roll, self.pivot);
        let [sx, sy] = state.shift;
        self.vertices
            .iter()
            .map(|vertex| {
                let mut rest = vertex.rest;
                for (value, lid) in rest.iter_mut().zip(vertex.lid) {
                    *value += lid * state.closed;
                }
                rest[1] += vertex.jaw * state.mouth * JAW_DROP;
                let [x, y, z] = turn.apply(rest);
                let seen = camera.project([x + sx, y + sy - LIFT, z + state.distance]);
                let still = camera.project([vertex.rest[0], vertex.rest[1] - LIFT, BACKDROP]);
                let shade = mix(
                    light.background,
                    light.face * (1.0 + light.side * (x / 7.0).clamp(-1.0, 1.0)),
                    vertex.follow,
                );
                // Nose and brow look at the screen, the sides of the face past it; the wall is far away.
                let facing = (1.0 - (rest[0] / 11.0).powi(2) - (rest[1] / 16.0).powi(2)).max(0.2);
                let gain = light.gain(z + state.distance) * mix(WALL, facing, vertex.follow);
                Corner {
                    x: mix(still[0], seen[0], vertex.follow),
                    y: mix(still[1], seen[1], vertex.follow),
                    depth: z + (1.0 - vertex.follow) * 100.0,
                    u: vertex.texel[0] + vertex.slide[0] * state.closed,
                    v: vertex.texel[1] + vertex.slide[1] * state.closed,
                    shade,
                    glow: shade * gain,
                }
            })
            .collect()
    }
}

/// Whether a polygon encloses a point (even-odd rule).
fn encloses(polygon: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
    let next = polygon.iter().cycle().skip(1);
    let crossings = polygon
        .iter()
        .zip(next)
        .filter(|([ax, ay], [bx, by])| (*ay > y) != (*by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay));
    crossings.count() % 2 == 1
}

/// Where the portrait looks: yaw, pitch and roll in degrees from the axes ear to ear and forehead to chin.
fn facing(landmarks: &[[f32; 3]]) -> [f32; 3] {
    let along =
        |from: usize, to: usize| -> Point { std::array::from_fn(|i| landmarks[to][i] - landmarks[from][i]) };
    let [across, down] = [along(234, 454), along(10, 152)];
    // Half of the pitch: engines read a smiling face as bent down, and the whole of it would show the nostrils. The
    // angles are small, so a straight line serves as arc tangent, and all machines agree on it.
    [across[2] / across[0], -0.5 * down[2] / down[1], across[1] / across[0]].map(f32::to_degrees)
}

/// Hair, ears, neck and the still edge of the picture.
fn add_surroundings(vertices: &mut Vec<Vertex>, back: f32) {
    let [rings, subdivision] = RINGS;
    let outline = OVAL.map(|index| vertices[index].rest);
    let mut add = |rest, follow| {
        vertices.push(Vertex { rest, texel: [0.0; 2], follow, lid: [0.0; 3], slide: [0.0; 2], jaw: 0.0 });
    };
    for ring in 0..rings {
        let size = mix(REACH[0], REACH[1], (ring as f32 / (rings - 1) as f32).powi(2));
        for (from, to) in outline.iter().zip(outline.iter().cycle().skip(1)) {
            for step in 0..subdivision {
                let share = step as f32 / subdivision as f32;
                let [x, y, z]: Point = std::array::from_fn(|i| mix(from[i], to[i], share));
                let down = smooth_step(0.2, 0.9, y / (x * x + y * y).sqrt());
                let beside = 1.0 - smooth_step(1.25, 2.3, size);
                let below = 1.0 - smooth_step(1.0, 2.0, size);
                let depth = mix(z, back, smooth_step(0.9, 1.7, size));
                add([x * size, y * size, depth], mix(beside, below, down));
            }
        }
    }
    for [x, y] in
        [[-1.0, -1.0], [0.0, -1.0], [1.0, -1.0], [-1.0, 0.0], [1.0, 0.0], [-1.0, 1.0], [0.0, 1.0], [1.0, 1.0]]
    {
        add([x * 80.0, y * 80.0, back], 0.0);
    }
}

/// The upper lid comes down over the lower one's edge and the fold above it follows. The skin slides over the lid less
/// than the lid moves: if it went along, crease and lashes of the open eye would be drawn out to dark streaks, which look
/// like an iris.
fn prepare_lids(vertices: &mut [Vertex]) {
    for [upper, fold, lower] in LIDS {
        let gap: Point = std::array::from_fn(|i| vertices[lower].rest[i] - vertices[upper].rest[i]);
        let slide = |share: f32| [-gap[0] * share * TEXELS, -gap[1] * share * TEXELS];
        vertices[upper].lid = gap.map(|way| way * LIDS_OVERLAP);
        vertices[upper].slide = slide(LID_SLIDES);
        vertices[fold].lid = gap;
        vertices[fold].slide = slide(FOLD_SLIDES);
    }
}

/// The jaw carries what lies below the upper lip, less towards the cheeks.
fn prepare_jaw(vertices: &mut [Vertex]) {
    let [mid_x, lip_y, _] = vertices[UPPER_LIP].rest;
    let [right, left] = MOUTH_CORNERS.map(|i| vertices[i].rest[0]);
    let width = left - right;
    for vertex in vertices {
        let [x, y, _] = vertex.rest;
        let beside = (x - mid_x).abs();
        vertex.jaw =
            smooth_step(lip_y, lip_y + 0.9, y) * (1.0 - smooth_step(0.6 * width, 1.5 * width, beside));
    }
}
