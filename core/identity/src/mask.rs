//! How much of a number is shown.

/// All but the first character and the last four hidden: `S****567D`. Short texts are hidden whole: four of five characters
/// would be nearly all.
pub(crate) fn masked(text: &str) -> String {
    let length = text.chars().count();
    let visible = |at: usize| length >= 8 && (at == 0 || at + 4 >= length);
    text.chars().enumerate().map(|(at, c)| if visible(at) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Never more than five characters remain, and the length stays.
        #[test]
        fn at_most_five_characters_remain(text in "[A-Z0-9]{0,30}") {
            let shown = masked(&text);
            prop_assert_eq!(shown.len(), text.len());
            prop_assert!(shown.chars().filter(|c| *c != '*').count() <= 5);
        }
    }
}
