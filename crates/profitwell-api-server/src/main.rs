//! `profitwell-api-server`: the local server of the documented API as a program.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
    str::FromStr,
};

use profitwell_api_server::{self as api, Options};

const HELP: &str = "\
A local server that speaks the documented ProfitWell API, on 127.0.0.1, with invented customers in memory.
It is not ProfitWell, and what you send to it goes nowhere.

  --port N            8737; 0 takes any free one
  --token TEXT        demo-private-token
  --company-id TEXT   demo-company
  --seed-customers N  48
  --rate-scale N      1: the documented limits; N times as much
  --customers-cap N   100000: rows that pages of customers can reach
  --no-retry-after    leave out how long to wait when a limit refuses
";

/// The port and the options, or why not.
fn read(mut words: impl Iterator<Item = String>) -> Result<(u16, Options), String> {
    fn number<T: FromStr>(name: &str, value: &str) -> Result<T, String> {
        value.parse().map_err(|_| format!("{name}: {value:?} is not such a number"))
    }
    let mut port = 8737;
    let mut options = Options { prove: true, ..Options::default() };
    while let Some(name) = words.next() {
        if name == "--no-retry-after" {
            options.retry_after = false;
            continue;
        }
        let value =
            words.next().ok_or_else(|| format!("{name}: wants a value, or is not known; see --help"))?;
        match name.as_str() {
            "--port" => port = number(&name, &value)?,
            "--token" => options.token = value,
            "--company-id" => options.company_id = value,
            "--seed-customers" => options.seed_customers = number(&name, &value)?,
            "--rate-scale" => options.rate_scale = number(&name, &value)?,
            "--customers-cap" => options.customers_cap = number(&name, &value)?,
            _ => return Err(format!("{name}: not known; see --help")),
        }
    }
    Ok((port, options))
}

async fn run(port: u16, options: Options) -> io::Result<()> {
    let token = options.token.clone();
    let server = api::spawn(port, options).await?;
    let mut out = io::stdout();
    writeln!(out, "listening on {}", server.url())?;
    writeln!(out, "private token: {token}")?;
    writeln!(
        out,
        "This is not ProfitWell: a local server that speaks its documented API, with invented customers"
    )?;
    writeln!(out, "in memory. Faults on demand: POST /_control/faults. Ctrl-C stops it.")?;
    out.flush()?;
    tokio::signal::ctrl_c().await?;
    server.stop().await
}

fn main() -> ExitCode {
    if env::args().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let done = read(env::args().skip(1)).and_then(|(port, options)| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.and_then(|runtime| runtime.block_on(run(port, options))).map_err(|error| error.to_string())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("profitwell-api-server: {text}");
            ExitCode::FAILURE
        }
    }
}
