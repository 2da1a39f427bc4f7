//! The points of the 468-point mesh that the puppet moves by name.

/// The face's outline, clockwise in the picture from the middle of the forehead.
pub(crate) const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
    149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// Upper lid's edge, the fold above it and the lower lid's edge: one row a place on the lid, right eye then left.
pub(crate) const LIDS: [[usize; 3]; 14] = [
    [246, 247, 7],
    [161, 30, 163],
    [160, 29, 144],
    [159, 27, 145],
    [158, 28, 153],
    [157, 56, 154],
    [173, 190, 155],
    [466, 467, 249],
    [388, 260, 390],
    [387, 259, 373],
    [386, 257, 374],
    [385, 258, 380],
    [384, 286, 381],
    [398, 414, 382],
];

/// The edge of the lips towards the teeth.
pub(crate) const INNER_LIPS: [usize; 20] =
    [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95];

/// Middle of the upper lip's inner edge.
pub(crate) const UPPER_LIP: usize = 13;

/// Corners of the mouth.
pub(crate) const MOUTH_CORNERS: [usize; 2] = [78, 308];

/// Corners of the eyes, whose mean is the eye centre: right eye, then left.
pub(crate) const EYE_CORNERS: [[usize; 2]; 2] = [[33, 133], [263, 362]];

/// Tip of the nose.
pub const NOSE_TIP: usize = 1;
