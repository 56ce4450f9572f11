//! The command line on a terminal.

use std::{
    ffi::OsStr,
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::ffi::OsStrExt,
    process::{Command, Stdio},
};

use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

use super::Said;

/// What stands on a terminal of so many columns in the end, once `typed` was typed.
pub async fn on_terminal(mut command: Command, columns: u16, typed: &str) -> Said {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&terminal).and_then(|()| unlockpt(&terminal)).expect("its other side");
    tcsetwinsize(&terminal, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 })
        .expect("a size");
    let name = ptsname(&terminal, Vec::new()).expect("its name");
    let name = OsStr::from_bytes(name.as_bytes());
    let side = || OpenOptions::new().read(true).write(true).open(name).expect("its other side");
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).expect("a keyboard");
    command.stdin(side()).stdout(side()).stderr(side());
    let mut child = command.spawn().expect("a program");
    // It holds the other side too, and the terminal would never end.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || {
        let mut shown = Vec::new();
        let mut part = [0; 4096];
        // Linux says EIO once nobody has the other side open any more.
        while let Ok(length @ 1..) = terminal.read(&mut part) {
            shown.extend_from_slice(&part[..length]);
        }
        (child.wait().expect("an end"), shown)
    });
    let (status, shown) = ended.await.expect("a run");
    let out = String::from_utf8(shown).expect("UTF-8").replace("\r\n", "\n");
    Said { code: status.code(), out, err: String::new() }
}
