use super::*;

fn drawn(dots: &[u8]) -> PatternPad {
    let mut pad = PatternPad::new();
    for dot in dots {
        pad.touch(*dot).unwrap();
    }
    pad
}

fn ascii(dots: &[u8]) -> Vec<u8> {
    drawn(dots).finish().unwrap().ascii().to_vec()
}

/// Protects the pattern's meaning: what is drawn is what is tried, dots that the finger passes over included.
#[test]
fn dots_become_a_pattern_as_phones_draw_it() {
    assert_eq!(ascii(&[0, 1, 2, 5, 4, 3]), b"123654");
    assert_eq!(
        ascii(&[0, 2, 8, 6, 4, 3]),
        b"12369875"[..8].to_vec().iter().copied().chain(*b"4").collect::<Vec<_>>()
    );
    assert_eq!(ascii(&[0, 1, 1, 0, 2, 5, 4, 3]), b"123654", "a dot counts once");
    let mut pad = drawn(&[0, 1, 2, 3]);
    assert_eq!(pad.finish().unwrap_err(), PatternError::TooShort { dots: 4 });
    assert!(pad.is_empty());
}

/// Protects against broken callers: only the nine dots exist.
#[test]
fn a_dot_outside_the_grid_is_refused_and_changes_nothing() {
    let mut pad = drawn(&[4, 0]);
    for bad in 9..=255 {
        assert_eq!(pad.touch(bad), Err(PatternError::NotADot));
    }
    assert_eq!(pad.len(), 2);
    pad.clear();
    assert_eq!((pad.len(), **pad.dots), (0, [0; PATTERN_DOTS]));
}

/// Protects people from the figures that are drawn first, each with its reason.
#[test]
fn common_figures_are_refused_with_their_reason() {
    for (dots, reason) in [
        (&[0, 1, 2, 5, 8, 7][..], Some(PatternError::FewTurns)),
        (&[0, 3, 6, 7, 8], None),
        (&[0, 1, 2, 4, 6, 7, 8], Some(PatternError::FewTurns)),
        (&[0, 1, 2, 5, 4, 3, 6, 7, 8], Some(PatternError::Common)),
        (&[0, 1, 2, 5, 8, 7, 6, 3, 4], Some(PatternError::Common)),
        (&[4, 0, 5, 6, 1, 8], None),
    ] {
        let mut pad = drawn(dots);
        if let Ok(pattern) = pad.finish() {
            assert_eq!(weakness(pattern.ascii()), reason, "{dots:?}");
        }
    }
    let (one, other) =
        (drawn(&[4, 0, 5, 6, 1, 8]).finish().unwrap(), drawn(&[4, 0, 5, 6, 1, 3]).finish().unwrap());
    assert_eq!(NewPattern::choose(one, &other).unwrap_err(), PatternError::Mismatch);
}

/// Protects both sides: how many patterns there are, and how many of them are accepted. The first number is known
/// (Andriotis and others: 389,112 with four to nine dots, of which 387,488 have five or more).
#[test]
fn the_number_of_accepted_patterns_is_the_known_one() {
    fn walk(pad: &mut Vec<u8>, counts: &mut [u32; 10], accepted: &mut u32) {
        counts[pad.len()] += 1;
        if pad.len() >= MIN_PATTERN_DOTS {
            let ascii: Vec<u8> = pad.iter().map(|dot| dot + b'1').collect();
            *accepted += u32::from(weakness(&ascii).is_none());
        }
        for dot in 0..9 {
            let passes =
                pad.last().and_then(|last| between(*last, dot)).is_none_or(|over| pad.contains(&over));
            if !pad.contains(&dot) && passes {
                pad.push(dot);
                walk(pad, counts, accepted);
                pad.pop();
            }
        }
    }
    let (mut counts, mut accepted) = ([0; 10], 0);
    walk(&mut Vec::new(), &mut counts, &mut accepted);
    assert_eq!(counts[4..].iter().sum::<u32>(), 389_112);
    assert_eq!((counts[6..].iter().sum::<u32>(), accepted), (380_336, 380_119));
}

/// Protects the list: every figure of it is needed, because the rule of turns does not refuse it.
#[test]
fn no_common_figure_is_there_for_nothing() {
    for figure in COMMON {
        assert_eq!(weakness(figure), Some(PatternError::Common), "{}", String::from_utf8_lossy(figure));
    }
}
