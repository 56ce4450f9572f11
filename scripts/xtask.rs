//! Development tasks that want Rust: wasm-bindgen and its test runner as Cargo.lock pins them,
//! and the tables that the page's JavaScript shares with the crate.

use std::{env, ffi::OsString, fs, iter, path::Path};

use anyhow::{Context, Result, bail};
use retention_destinations::{
    error::Code,
    profitwell::{
        destination::Flow,
        settings::{DEFAULT_TIMEOUT_MS, NAMES},
    },
    prosperstack,
};

fn main() -> Result<()> {
    let mut args = env::args_os().skip(1);
    let task = args.next().unwrap_or_default();
    match task.to_str() {
        Some("bindgen") => {
            let input = args.next().context("bindgen: which file?")?;
            strip_features(Path::new(&input))?;
            let args = [OsString::from("wasm-bindgen"), input].into_iter().chain(args);
            wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        }
        Some("test-runner") => {
            let input = args.next().context("test-runner: which file?")?;
            strip_features(Path::new(&input))?;
            let args = [OsString::from("wasm-bindgen-test-runner"), input].into_iter().chain(args);
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)
        }
        Some("tables") => {
            let which = args.next();
            let prosperstack = which.is_some_and(|which| which == "prosperstack");
            print!("{}", if prosperstack { prosperstack_tables() } else { tables() });
            Ok(())
        }
        _ => bail!("usage: xtask bindgen FILE … | test-runner FILE … | tables [prosperstack]"),
    }
}

/// What JavaScript needs of the crate's constants, as a module.
fn tables() -> String {
    // The codes of settings come first, and follow from the settings' names (tests/codes.rs).
    let rules: String =
        Code::ALL[1..=NAMES.len()].iter().map(|code| format!("  {:?},\n", code.text())).collect();
    let said = Code::ALL.iter().skip(1 + NAMES.len()).filter(|&&code| code <= Code::LAST_WARNING);
    let said: String =
        said.map(|code| format!("  {:?},\n", format!("{}|{}", code.code(), code.text()))).collect();
    let codes = Code::ALL.iter().map(|&code| (code.code().to_uppercase(), code));
    let codes = codes.chain([
        ("LAST_ERROR".into(), Code::LAST_ERROR),
        ("LAST_OFF".into(), Code::LAST_OFF),
        ("LAST_WARNING".into(), Code::LAST_WARNING),
    ]);
    let codes: String =
        codes.map(|(name, code)| format!("export const {name} = {};\n", code as u32)).collect();
    let settings = NAMES.iter().enumerate();
    let settings: String =
        settings.map(|(at, name)| format!("export const {} = {at};\n", upper(name))).collect();
    let flows: String = [Flow::NoConsent, Flow::Commands, Flow::Paddle]
        .map(|flow| {
            format!("export const {} = {};\n", upper(&format!("{flow:?}"))[1..].to_owned(), flow as u32)
        })
        .concat();
    let all: String = Code::ALL.iter().map(|code| format!("  {:?},\n", code.code())).collect();
    format!(
        "export const VERSION = {:?};\nexport const NAME = \"ProfitWell\";\nexport const NAMES = {NAMES:?};\n\
         export const DEFAULT_TIMEOUT_MS = {DEFAULT_TIMEOUT_MS};\nexport const RULES = [\n{rules}];\n\
         export const SAID = [\n{said}];\n\
         export const ALL = [\n{all}];\n{codes}{settings}{flows}",
        env!("CARGO_PKG_VERSION"),
    )
}

/// The same for `ProsperStack`.
fn prosperstack_tables() -> String {
    use prosperstack::{
        Code,
        settings::{DEFAULT_TIMEOUT_MS, NAMES},
    };
    let rules = Code::ALL[1..=NAMES.len()].iter().map(|code| format!("  {:?},\n", code.text()));
    let said = Code::ALL.iter().skip(1 + NAMES.len()).filter(|&&code| code <= Code::LAST_WARNING);
    let said = said.map(|code| format!("  {:?},\n", format!("{}|{}", code.code(), code.text())));
    let limits = [
        ("LAST_ERROR", Code::LAST_ERROR),
        ("LAST_OFF", Code::LAST_OFF),
        ("LAST_DECISION", Code::LAST_DECISION),
    ];
    let codes = Code::ALL.iter().map(|&code| (code.code().to_uppercase(), code));
    let codes = codes.chain(limits.map(|(name, code)| (name.to_owned(), code)));
    let codes = codes.map(|(name, code)| format!("export const {name} = {};\n", code as u32));
    let settings =
        NAMES.iter().enumerate().map(|(at, name)| format!("export const {} = {at};\n", upper(name)));
    format!(
        "export const VERSION = {:?};\nexport const NAME = \"ProsperStack\";\nexport const NAMES = {NAMES:?};\n\
         export const DEFAULT_TIMEOUT_MS = {DEFAULT_TIMEOUT_MS};\nexport const RULES = [\n{}];\n\
         export const SAID = [\n{}];\nexport const ALL = {:?};\n{}{}",
        env!("CARGO_PKG_VERSION"),
        rules.collect::<String>(),
        said.collect::<String>(),
        Code::ALL.iter().map(|code| code.code()).collect::<Vec<_>>(),
        codes.collect::<String>(),
        settings.collect::<String>(),
    )
}

/// `publicApiToken` as `PUBLIC_API_TOKEN`.
fn upper(name: &str) -> String {
    let parts = name.chars().map(|letter| {
        let upper = letter.to_ascii_uppercase();
        if letter.is_ascii_uppercase() { format!("_{upper}") } else { upper.to_string() }
    });
    parts.collect()
}

/// Takes `reference-types` and `multivalue` out of the module's `target_features` section.
///
/// The prebuilt standard library names them whatever flags our own code is compiled with, and
/// wasm-bindgen goes by that section: with them its glue has another ABI, which wasm2js cannot
/// encode.
fn strip_features(path: &Path) -> Result<()> {
    let module = fs::read(path).with_context(|| path.display().to_string())?;
    let mut kept = module.get(..8).context("not a wasm module")?.to_vec();
    let mut at = 8;
    while at < module.len() {
        let start = at;
        let id = module[at];
        at += 1;
        let size = leb(&module, &mut at)?;
        let end = at + size;
        let section = module.get(at..end).context("a section is cut short")?;
        if id == 0 && section.starts_with(b"\x0ftarget_features") {
            let body = without_features(&section[16..])?;
            kept.push(0);
            push_leb(&mut kept, 16 + body.len());
            kept.extend_from_slice(&section[..16]);
            kept.extend_from_slice(&body);
        } else {
            kept.extend_from_slice(&module[start..end]);
        }
        at = end;
    }
    fs::write(path, kept)?;
    Ok(())
}

fn without_features(list: &[u8]) -> Result<Vec<u8>> {
    let mut at = 0;
    let mut kept = Vec::new();
    for _ in 0..leb(list, &mut at)? {
        let start = at;
        at += 1;
        let size = leb(list, &mut at)?;
        let name = &list[at..at + size];
        at += size;
        if name != b"reference-types" && name != b"multivalue" {
            kept.push(&list[start..at]);
        }
    }
    let mut body = Vec::new();
    push_leb(&mut body, kept.len());
    Ok(body.into_iter().chain(kept.concat()).collect())
}

fn leb(bytes: &[u8], at: &mut usize) -> Result<usize> {
    let mut value = 0;
    for shift in iter::successors(Some(0), |shift| Some(shift + 7)).take(5) {
        let byte = *bytes.get(*at).context("a number is cut short")?;
        *at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    bail!("a number is too long")
}

fn push_leb(bytes: &mut Vec<u8>, mut value: usize) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        bytes.push(if value == 0 { byte } else { byte | 0x80 });
        if value == 0 {
            break;
        }
    }
}
