//! Runs a task of this program as a child that is ended when it hangs.
//!
//! On a busy machine Chromium at times never loads the page of wasm-bindgen's test runner, which then waits for ever. A run
//! that ends, well or not, stands as it is; only one that does not end is repeated.

use std::{
    env,
    ffi::OsString,
    process::{self, Child, Command, ExitStatus},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Far longer than the slowest suite takes.
const LONGEST: Duration = Duration::from_secs(120);
const ATTEMPTS: u32 = 3;

/// Runs the task until one attempt ends, and ends this program with its status.
pub fn run(task: &str, args: impl Iterator<Item = OsString>) -> Result<()> {
    let args: Vec<_> = args.collect();
    for attempt in 1..=ATTEMPTS {
        let mut command = Command::new(env::current_exe()?);
        command.arg(task).args(&args);
        // A group of its own, to which driver and browser belong.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        if let Some(status) = wait(&mut child)? {
            process::exit(status.code().unwrap_or(1));
        }
        eprintln!("no end after {} seconds (attempt {attempt} of {ATTEMPTS})", LONGEST.as_secs());
        // By the shell's own command: `kill` of a group is not in the standard library.
        Command::new("sh").args(["-c", &format!("kill -9 -{}", child.id())]).status()?;
        child.wait()?;
    }
    bail!("the test runner never came to an end")
}

fn wait(child: &mut Child) -> Result<Option<ExitStatus>> {
    let end = Instant::now() + LONGEST;
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        sleep(Duration::from_millis(50));
    }
    Ok(None)
}
