//! A scan of a journey, told in lines of text.

use std::time::Duration;

use mien::{Scan, ScanResult};

use crate::failure::{Because, Failure};
use crate::scan::Camera;
use crate::strip::Strip;
use crate::words;

/// Pushes frames until the scan ends or the frames do; `true` when it passed. Draws into the strip, if there is one.
pub(super) fn follow(
    scan: &mut Scan,
    camera: &Camera,
    mut strip: Option<&mut Strip>,
) -> Result<bool, Failure> {
    let mut frames = camera.open()?;
    let (mut shown, mut began) = (None, None);
    while scan.result().is_none() {
        let Some(owned) = frames.next_frame()? else { break };
        let cannot = || "cannot use a frame";
        let frame = owned.frame().because(cannot)?;
        let feedback = scan.push(&frame).because(cannot)?;
        frames.shown(feedback.guidance);
        if feedback.guidance != shown {
            shown = feedback.guidance;
            let since = owned.captured_at.saturating_sub(*began.get_or_insert(owned.captured_at));
            let hint = shown.map_or("...", words::guidance);
            let seconds = Duration::from_micros(since).as_secs_f64();
            println!("{seconds:6.2} s  {:3} %  {hint}", feedback.progress);
            if let Some(strip) = &mut strip {
                strip.add(&frame, scan.seen(), format!("{seconds:.1} s: {hint}"))?;
            }
        }
    }
    let result = scan.result();
    println!("{}", words::scan_result(result.as_ref()));
    Ok(result == Some(ScanResult::Passed))
}
