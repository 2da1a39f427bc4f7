//! Which frames the scan wants to see.

use super::synthetic::{Noise, Scene, calibration, observe};
use crate::Gallery;
use crate::scan::{FaceScan, Purpose, ScanProfile, ScanRequest};

/// Protects the battery: of 60 frames a second 15 are looked at; slow cameras lose none, and a clock that was set back is
/// not taken for a fast camera.
#[test]
fn frames_beyond_fifteen_a_second_are_not_wanted() {
    let mut noise = Noise(1);
    for (period, looked_at) in [(16_667, 15), (33_333, 15), (62_000, 17), (142_857, 7)] {
        let request = ScanRequest::new(Purpose::Enrol, [1; 32]);
        let mut scan =
            FaceScan::new(request, ScanProfile::enrol(), calibration(), Gallery::default()).unwrap();
        let (mut count, mut at) = (0, 1_000_000);
        while at < 2_000_000 {
            if scan.wants_frame(at) {
                scan.push(&observe(Scene::head(), at, &mut noise));
                count += 1;
            }
            at += period;
        }
        assert!((looked_at..=looked_at + 1).contains(&count), "every {period} us: {count}");
        assert!(scan.wants_frame(1_000_000));
        scan.cancel();
        assert!(!scan.wants_frame(9_000_000));
    }
}
