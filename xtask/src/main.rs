//! Development tasks that want Rust: wasm-bindgen and its test runner as Cargo.lock pins them,
//! what JavaScript shares with Rust (what crosses into a page, the types of the API client), and the reports of what is
//! public in the published libraries.

mod api;
mod border;
mod public;
mod test_runner;

use std::{
    env,
    ffi::OsString,
    fs, iter,
    path::Path,
    process::{self, Command},
};

use anyhow::{Context, Result, bail};

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
            let status = test_runner::run("test-runner-alone", [input].into_iter().chain(args))?;
            process::exit(status.code().unwrap_or(1));
        }
        Some("test-runner-alone") => {
            let args = [OsString::from("wasm-bindgen-test-runner")].into_iter().chain(args);
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)
        }
        Some("check-wasm") => check_wasm(),
        Some("border") => border::write(),
        Some("public") => public::write(),
        Some("api-types") => {
            print!("{}", api::Sources::read()?.declarations()?);
            Ok(())
        }
        Some("api-table") => {
            println!("{:#}", api::Sources::read()?.table()?);
            Ok(())
        }
        _ => bail!(
            "usage: xtask bindgen FILE … | test-runner FILE … | check-wasm | border | public | api-types | api-table"
        ),
    }
}

/// Clippy over what exists for wasm32 alone, which `cargo clippy --workspace` does not see: warnings are errors.
fn check_wasm() -> Result<()> {
    const LIBRARIES: [&str; 6] = [
        "page-profitwell",
        "page-prosperstack",
        "panic-probe",
        "profitwell-api",
        "profitwell-api-js",
        "prosperstack-relay",
    ];
    clippy(&["--package=retention-destinations", "--all-targets"])?;
    let libraries: Vec<_> = LIBRARIES.iter().map(|name| format!("--package={name}")).collect();
    clippy(&libraries.iter().map(String::as_str).chain(["--lib"]).collect::<Vec<_>>())
}

fn clippy(which: &[&str]) -> Result<()> {
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["clippy", "--locked", "--quiet", "--target=wasm32-unknown-unknown"])
        .args(which)
        .args(["--", "--deny=warnings"])
        .status()?;
    if status.success() { Ok(()) } else { bail!("clippy {}: {status}", which.join(" ")) }
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
    // Whole or not at all: the runners of several engines do this to one file at the same time.
    let stripped = path.with_extension(format!("{}.stripped", process::id()));
    fs::write(&stripped, kept)?;
    fs::rename(&stripped, path)?;
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
        let byte = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        bytes.push(if value == 0 { byte } else { byte | 0x80 });
        if value == 0 {
            break;
        }
    }
}
