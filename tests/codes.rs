//! The tables that the page's JavaScript shares with the crate.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::HashSet;

use retention_destinations::{
    error::Code,
    profitwell::{
        settings::{NAMES, PUBLIC_API_TOKEN},
        snippet,
    },
};

const PAGE_JS: &str = include_str!("../src/page/page.js");

#[test]
fn codes_are_unique_words_in_snake_case() {
    let mut seen = HashSet::new();
    for code in Code::ALL {
        let word = code.code();
        assert!(seen.insert(word), "{word} twice");
        assert!(
            word.split('_')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase())),
            "{word}"
        );
    }
    assert!(!seen.contains(Code::Fine.code()));
}

#[test]
fn codes_are_numbered_without_a_gap() {
    assert_eq!(Code::Fine as usize, 0);
    for (index, &code) in Code::ALL.iter().enumerate() {
        assert_eq!(code as usize, index + 1, "{code:?}");
    }
    assert!(Code::LAST_ERROR < Code::LAST_OFF && Code::LAST_OFF < Code::LAST_WARNING);
}

#[test]
fn texts_are_whole_short_and_without_placeholders() {
    for code in Code::ALL {
        let text = code.text();
        assert!((10..=100).contains(&text.len()), "{code:?}: {text}");
        assert!(!text.ends_with('.') && text.trim() == text, "{code:?}: {text}");
        for placeholder in ["undefined", "null", "NaN", "[object", "{", "}"] {
            assert!(!text.contains(placeholder), "{code:?}: {text}");
        }
    }
}

#[test]
fn each_setting_has_the_code_that_its_text_names() {
    for (at, name) in NAMES.into_iter().enumerate() {
        let snake: String = name
            .chars()
            .map(|letter| {
                if letter.is_ascii_uppercase() {
                    format!("_{}", letter.to_ascii_lowercase())
                } else {
                    letter.into()
                }
            })
            .collect();
        let code = Code::ALL.iter().find(|code| code.code() == format!("invalid_{snake}")).expect(name);
        assert!(code.text().starts_with(&format!("{name}: ")), "{name}");
        // The page finds it by this, and makes the code of the name.
        assert_eq!(*code as usize, at + 2, "{name}");
    }
    let missing = Code::MissingPublicApiToken;
    assert_eq!((missing as usize, missing.code()), (1, "missing_public_api_token"));
    assert_eq!(missing.text(), Code::InvalidPublicApiToken.text());
}

/// What page.js declares as `const NAME = …;`
fn constant(name: &str) -> &str {
    let start = format!("const {name} = ");
    let line = PAGE_JS.lines().find_map(|line| line.strip_prefix(&start)).expect(name);
    line.strip_suffix(';').expect("one line").trim_matches('\'')
}

#[test]
fn the_page_speaks_the_words_of_the_snippet() {
    assert_eq!(constant("SCRIPT_URL"), snippet::SCRIPT_URL);
    assert_eq!(constant("ELEMENT_ID"), snippet::ELEMENT_ID);
    assert_eq!(constant("TOKEN_ATTRIBUTE"), snippet::TOKEN_ATTRIBUTE);
    let (start, auth_token, global) = (snippet::START, snippet::AUTH_TOKEN, snippet::GLOBAL);
    for spoken in [
        format!("window.{global}(...words)"),
        format!("window.{global} = stub ="),
        format!("window.{global}?.isLoaded"),
        format!("call('{auth_token}', token)"),
        format!("call('{start}', "),
        format!("byEmail ? '{}' : '{}'", snippet::USER_EMAIL, snippet::USER_ID),
        format!("/^({start}$|user_)/"),
    ] {
        assert!(PAGE_JS.contains(&spoken), "{spoken}");
    }
    let starts = PAGE_JS.matches("entry[0] == '").count();
    assert_eq!(starts, PAGE_JS.matches(&format!("entry[0] == '{start}'")).count());
    assert_eq!((snippet::USER_EMAIL, snippet::USER_ID), ("user_email", "user_id"));
}

#[test]
fn the_page_finds_settings_where_the_list_has_them() {
    for (constant_name, setting) in [("TOKEN", "publicApiToken"), ("NONCE", "nonce"), ("URL_", "scriptUrl")] {
        let at: usize = constant(constant_name).parse().expect(constant_name);
        assert_eq!(NAMES.get(at), Some(&setting));
    }
    assert_eq!(NAMES.get(PUBLIC_API_TOKEN as usize), Some(&"publicApiToken"));
}
