//! CIELAB, in which distances are about as large as they look.

/// Lightness, green to red, blue to yellow of an sRGB colour of 0 to 255, under daylight (D65).
pub(super) fn lab(rgb: [f32; 3]) -> [f32; 3] {
    let linear = rgb.map(|value| {
        let value = (value / 255.0).clamp(0.0, 1.0);
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    // Each row divided by what white has of it.
    let [x, y, z] =
        [[0.433_95, 0.376_21, 0.189_84], [0.212_67, 0.715_15, 0.072_18], [0.017_76, 0.109_47, 0.872_77]]
            .map(|row| row.iter().zip(linear).map(|(weight, value)| weight * value).sum::<f32>());
    let [x, y, z] = [x, y, z].map(|t| {
        let edge = 6.0_f32 / 29.0;
        if t > edge.powi(3) { t.cbrt() } else { t / (3.0 * edge * edge) + 4.0 / 29.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the tint of skin: white has none, and red lies where colour tables have it.
    #[test]
    fn known_colours() {
        let near = |a: [f32; 3], b: [f32; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.2);
        assert!(near(lab([255.0; 3]), [100.0, 0.0, 0.0]), "{:?}", lab([255.0; 3]));
        assert!(near(lab([255.0, 0.0, 0.0]), [53.2, 80.1, 67.2]), "{:?}", lab([255.0, 0.0, 0.0]));
        assert!(near(lab([0.0; 3]), [0.0; 3]));
    }
}
