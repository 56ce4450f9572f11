//! `profitwell`: the ProfitWell REST API from the command line.
//!
//! ```text
//! main ─▶ args ─▶ run │ call │ import │ export ─▶ connect ─▶ profitwell_api
//!                                              └▶ confirm, output, table, failure, files, signals
//! ```

mod args;
mod call;
mod confirm;
mod connect;
mod export;
mod failure;
mod files;
mod import;
mod output;
mod run;
mod signals;
mod table;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::{
    args::{Cli, Command, Common, Customers, Subscriptions},
    failure::{Exit, Failure},
    output::{Format, Output},
};

fn main() -> ExitCode {
    let done = Cli::try_parse().map_or_else(
        |text| said(&text),
        |cli| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let runtime =
                runtime.map_err(|error| Failure::new(Exit::Other, "internal", error.to_string()))?;
            let done = runtime.block_on(perform(cli));
            // Whoever interrupts twice does not wait for what is under way.
            runtime.shutdown_background();
            done
        },
    );
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::say(format_args!("profitwell: {failure}"));
            ExitCode::from(failure.exit as u8)
        }
    }
}

/// Writes what was asked for instead of a command, such as `--help`; an error ends the program as clap ends it.
fn said(text: &clap::Error) -> Result<(), Failure> {
    if text.use_stderr() {
        text.exit();
    }
    Output::new(Some(Format::Table)).write(&text.to_string())
}

async fn perform(cli: Cli) -> Result<(), Failure> {
    let Cli { common, command } = cli;
    let output = Output::new(format(&common)?);
    match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut without_hidden(&Cli::command()), "profitwell", &mut script);
            output.write(&String::from_utf8_lossy(&script))
        }
        Command::DemoServer { port } => connect::serve_demo(port, common.rate_scale.unwrap_or(1)).await,
        Command::Call(call) => call::run(&common, call, &output).await,
        Command::Subscriptions(Subscriptions::Import(import)) => {
            import::import(&common, &import, &output).await
        }
        Command::Subscriptions(Subscriptions::Churn(churn)) if churn.from.is_some() => {
            import::churn(&common, &churn, &output).await
        }
        Command::Subscriptions(Subscriptions::Diff(diff)) => import::diff(&common, &diff, &output).await,
        Command::Customers(Customers::Export(export)) => export::run(&common, export, &output).await,
        command => run::run(&common, command, &output).await,
    }
}

/// The words that completions offer: those of clap_complete for bash and fish would have hidden options among them.
fn without_hidden(command: &clap::Command) -> clap::Command {
    let mut shown = clap::Command::new(command.get_name().to_owned())
        .args(command.get_arguments().filter(|argument| !argument.is_hide_set()).cloned())
        .subcommands(command.get_subcommands().map(without_hidden));
    if let Some(about) = command.get_about() {
        shown = shown.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        shown = shown.version(version.to_owned());
    }
    shown
}

fn format(common: &Common) -> Result<Option<Format>, Failure> {
    match (common.table, common.json, common.csv) {
        (false, false, false) => Ok(None),
        (true, false, false) => Ok(Some(Format::Table)),
        (false, true, false) => Ok(Some(Format::Json)),
        (false, false, true) => Ok(Some(Format::Csv)),
        _ => Err(Failure::usage("--table, --json, --csv: one of them")),
    }
}
