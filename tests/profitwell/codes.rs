//! The codes and settings of both destinations, which JavaScript and people know by name.

use std::collections::HashSet;

use retention_destinations::{profitwell, prosperstack, settings::Accepts};

macro_rules! tables {
    ($name:ident, $destination:ident) => {
        mod $name {
            use super::*;
            use $destination::{Code, settings::Setting};

            #[test]
            fn codes_are_unique_words_in_snake_case() {
                let mut seen = HashSet::new();
                for code in Code::all() {
                    let word = code.code();
                    let is_word =
                        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
                    assert!(word.split('_').all(is_word), "{word}");
                    assert!(seen.insert(word), "{code:?} twice");
                }
                assert!(!seen.contains(&Code::Fine.code()));
            }

            #[test]
            fn codes_are_numbered_without_a_gap() {
                assert_eq!(Code::Fine.number(), 0);
                for (number, code) in (1..).zip(Code::all()) {
                    assert_eq!(code.number(), number, "{code:?}");
                }
                assert!(Code::LAST_ERROR < Code::LAST_OFF && Code::LAST_OFF < Code::LAST_WARNING);
            }

            #[test]
            fn texts_are_whole_short_and_without_placeholders() {
                for &code in Code::OTHERS {
                    let text = code.text();
                    assert!((9..=100).contains(&text.len()), "{code:?}: {text}");
                    assert!(!text.ends_with('.') && text.trim() == text, "{code:?}: {text}");
                    for placeholder in ["undefined", "null", "NaN", "[object", "{", "}"] {
                        assert!(!text.contains(placeholder), "{code:?}: {text}");
                    }
                }
            }

            #[test]
            fn explanations_are_sentences() {
                for code in Code::all() {
                    let text = code.explanation();
                    assert!(text.starts_with(|first: char| first.is_ascii_uppercase()), "{code:?}: {text}");
                    assert!(text.ends_with('.') && text.len() > 20, "{code:?}: {text}");
                }
            }

            #[test]
            fn each_setting_has_a_code_and_the_first_is_the_required_one() {
                for &setting in Setting::ALL {
                    assert_eq!(Code::invalid(setting).setting(), Some(setting));
                    assert!(Code::invalid(setting).code().starts_with("invalid_"));
                }
                assert_eq!(Code::Missing.setting(), Some(Setting::REQUIRED));
                assert!(Code::Missing.code().starts_with("missing_"));
                assert_eq!(Code::Fine.setting(), None);
            }

            #[test]
            fn exactly_one_setting_is_a_url() {
                let is_url = |setting: &&Setting| matches!(setting.accepts(), Accepts::Url { .. });
                assert_eq!(Setting::ALL.iter().filter(is_url).count(), 1);
            }
        }
    };
}

tables!(of_profitwell, profitwell);
tables!(of_prosperstack, prosperstack);
