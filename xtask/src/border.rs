//! The JavaScript side of what crosses the border of the page modules: `border.js`, once for what
//! both destinations share and once per destination, made of the crate's enums and tables.

use std::{fmt::Debug, fs, path::Path};

use anyhow::{Context, Result};
use retention_destinations::{
    consent::Answer,
    diagnosis::Flaw,
    identify::By,
    profitwell::{
        self,
        cancellation::STATUSES,
        session::Call,
        snippet::{self, Survey},
    },
    prosperstack::{
        self,
        properties::Conversion,
        queue::{self, End},
    },
    settings::{Accepts, Fact, LONGEST_TIMEOUT_MS, UNSET_PATTERN},
    value::{Kind, Slot},
};

/// The longest line that Biome leaves as it is.
const LINE: usize = 120;

/// Writes the files that are not current, below the current folder: a copy of the repository uses this program, too.
pub fn write() -> Result<()> {
    for (path, text) in files() {
        let path = Path::new(path);
        if fs::read_to_string(path).ok().as_deref() != Some(&text) {
            fs::write(path, text).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// Each file below the root of the repository, and what it holds.
fn files() -> [(&'static str, String); 3] {
    [
        ("src/page/border.js", shared()),
        ("src/page/profitwell/border.js", profitwell()),
        ("src/page/prosperstack/border.js", prosperstack()),
    ]
}

fn shared() -> String {
    let mut file = File::new("either destination");
    file.numbers("Kind", enumeration(Kind::ALL, |it| it as i32));
    file.numbers("Slot", enumeration(Slot::ALL, |it| it as i32));
    file.numbers("Answer", enumeration(Answer::ALL, |it| it as i32));
    file.comment("Why a value is not an email or a customer id, by the numbers of `Flaw`.");
    file.strings("FLAWS", Flaw::ALL.iter().map(|flaw| flaw.text()));
    file.comment("The longest time a browser's timer can wait.");
    file.constant("LONGEST_TIMEOUT_MS", &LONGEST_TIMEOUT_MS.to_string());
    file.text
}

/// The tables of a destination, which have the same names in either.
macro_rules! destination {
    ($module:ident, $name:literal, $url:ident) => {{
        use $module::{
            Code,
            settings::{DEFAULT_TIMEOUT_MS, Setting},
        };
        Destination {
            name: $name,
            default_timeout_ms: DEFAULT_TIMEOUT_MS,
            settings: Setting::ALL.iter().map(|it| (it.name(), it.accepts(), it.expected())).collect(),
            codes: Code::all()
                .map(|it| (variant(it), it.number(), it.code(), it.text(), it.explanation()))
                .collect(),
            last: [Code::LAST_ERROR, Code::LAST_OFF, Code::LAST_WARNING].map(Code::number),
            named: Code::LAST_NAMED.number(),
            ignored: Code::IGNORED.number(),
            url: Setting::$url.name(),
        }
    }};
}

fn profitwell() -> String {
    let mut file = File::new("the ProfitWell destination");
    file.destination(&destination!(profitwell, "ProfitWell", ScriptUrl));
    file.numbers("Call", enumeration(Call::ALL, |it| it as i32));
    file.numbers("By", enumeration(By::ALL, |it| it as i32));
    file.numbers("Flow", enumeration(profitwell::cancellation::Flow::ALL, |it| it as i32));
    file.comment("The possible results of a cancellation flow.");
    file.strings("STATUSES", STATUSES.into_iter());
    file.comment("What of the vendor a page holds, as bits.");
    file.numbers("Survey", Survey::BITS.into_iter().map(|(name, bit)| (name.into(), bit.cast_signed())));
    file.comment("The vendor's names; their sources are in snippet.rs.");
    for (name, word) in snippet::WORDS {
        file.constant(name, &quoted(word));
    }
    file.constant("RETRY_DELAYS_MS", &format!("{:?}", snippet::RETRY_DELAYS_MS));
    file.text
}

fn prosperstack() -> String {
    let mut file = File::new("the ProsperStack destination");
    file.destination(&destination!(prosperstack, "ProsperStack", Endpoint));
    file.numbers("Conversion", enumeration(Conversion::ALL, |it| it as i32));
    file.numbers("End", enumeration(End::ALL, |it| it as i32));
    file.numbers("Flow", enumeration(prosperstack::destination::Flow::ALL, |it| it as i32));
    file.comment("The status of no answer at all.");
    file.constant("NO_ANSWER", &queue::Answer::NONE.to_string());
    file.comment("What a secret API key looks like: secret.rs.");
    file.constant("SECRET", &format!("/{}/i", prosperstack::secret::PATTERN));
    file.text
}

/// What JavaScript needs of a destination.
struct Destination {
    name: &'static str,
    default_timeout_ms: u32,
    /// In the order of their places: names, what they accept, what would be right.
    settings: Vec<(&'static str, Accepts, &'static str)>,
    /// In the order of their numbers: variants, numbers, names, messages, explanations.
    codes: Vec<(String, i32, String, &'static str, String)>,
    /// The last error, what turns off, and warning.
    last: [i32; 3],
    /// The last code whose name a page's own file has.
    named: i32,
    /// The code of a refused setting that counts as not set.
    ignored: i32,
    /// The setting that is a URL.
    url: &'static str,
}

/// A JavaScript module as Biome formats it.
struct File {
    text: String,
}

impl File {
    fn new(whose: &str) -> Self {
        let text = format!(
            "// What crosses between the module of {whose} and JavaScript, by name. Generated from the\n\
             // Rust sources by `cargo run --package xtask -- border`: do not edit.\n\n"
        );
        File { text }
    }

    fn destination(&mut self, it: &Destination) {
        let places = |names: &mut dyn Iterator<Item = String>| names.zip(0..).collect::<Vec<_>>();
        let count = it.settings.len();
        self.text += "export * from '../border.js';\n\n";
        self.constant("VERSION", &quoted(env!("CARGO_PKG_VERSION")));
        self.constant("NAME", &quoted(it.name));
        self.comment("The script tag's file without WebAssembly.");
        self.constant("NOWASM", &quoted(&format!("{}.nowasm.js", it.name.to_lowercase())));
        self.comment("The script tag's file of what debug says.");
        self.constant("DEBUG", &quoted(&format!("{}.debug.js", it.name.to_lowercase())));
        self.constant("DEFAULT_TIMEOUT_MS", &it.default_timeout_ms.to_string());

        self.comment(
            "The places of the settings in the list of values, their names, and what would be right.",
        );
        self.numbers("Setting", places(&mut it.settings.iter().map(|(name, ..)| (*name).into())));
        self.strings("NAMES", it.settings.iter().map(|(name, ..)| *name));
        self.strings("EXPECTED", it.settings.iter().map(|(.., expected)| *expected));
        self.comment("The settings that are true or false: an attribute without a value means true.");
        let flags = it.settings.iter().filter(|(_, accepts, _)| *accepts == Accepts::Flag);
        self.strings("FLAGS", flags.map(|(name, ..)| *name));
        self.comment("The places of what a page adds: the first four about the setting that is a URL.");
        let facts = enumeration(Fact::ALL, |fact| fact as i32);
        let count_i32 = i32::try_from(count).expect("a few settings");
        self.numbers("Fact", facts.map(|(name, at)| (name, at + count_i32)));
        let url = it.settings.iter().position(|(name, ..)| *name == it.url).expect("a setting");
        self.constant("URL_SETTING", &url.to_string());

        self.comment("The codes: what a page reports. Those of refused settings are 1 and their place.");
        self.constant("INVALID", "1");
        self.numbers("Code", others(it).map(|(variant, number, ..)| (variant.clone(), *number)));
        let [error, off, warning] = it.last;
        self.constant("LAST_ERROR", &error.to_string());
        self.constant("LAST_OFF", &off.to_string());
        self.constant("LAST_WARNING", &warning.to_string());
        self.comment("Of a refused setting that turns nothing off and counts as not set.");
        self.constant("IGNORED", &it.ignored.to_string());
        self.comment(
            "Names of the codes that follow after those of settings, as far as a page's own file has them.",
        );
        let first = it.codes[count].1;
        self.constant("FIRST_REPORT", &(first + 1).to_string());
        let reports = &it.codes[count + 1..];
        let named = reports.iter().filter(|(_, number, ..)| *number <= it.named);
        self.lines("CODES", named.map(|(_, _, code, ..)| quoted(code)));
        self.comment("What all of these codes mean, for the explanations, which alone hold it; % stands for the detail.");
        self.object("SENTENCES", reports.iter().map(|(_, _, code, text, _)| (code.clone(), quoted(text))));

        self.comment(
            "For the debug entry, which alone holds them: what each setting accepts, and every code.",
        );
        self.objects(
            "SETTINGS",
            it.settings.iter().map(|(name, accepts, expected)| accepted(name, *accepts, expected)),
        );
        let explanations =
            it.codes.iter().map(|(_, _, code, _, explanation)| (code.clone(), quoted(explanation)));
        self.object("EXPLANATIONS", explanations);
        self.comment("The same: a string that nobody has filled in; settings.rs.");
        self.constant("UNSET", &format!("/{UNSET_PATTERN}/"));
    }

    // By value: what is written is made for it.
    #[allow(clippy::needless_pass_by_value)]
    fn write(&mut self, text: String) {
        self.text += &text;
    }

    fn comment(&mut self, line: &str) {
        self.write(format!("\n// {line}\n"));
    }

    fn constant(&mut self, name: &str, value: &str) {
        self.write(format!("export const {name} = {value};\n"));
    }

    fn numbers(&mut self, name: &str, entries: impl IntoIterator<Item = (String, i32)>) {
        self.object(name, entries.into_iter().map(|(name, number)| (name, number.to_string())));
    }

    fn object(&mut self, name: &str, entries: impl Iterator<Item = (String, String)>) {
        self.write(format!("export const {name} = /** @type {{const}} */ ({{\n"));
        for (key, value) in entries {
            let line = format!("  {key}: {value},");
            let fits = line.chars().count() <= LINE;
            self.write(if fits { line } else { format!("  {key}:\n    {value},") });
            self.text.push('\n');
        }
        self.text += "});\n";
    }

    fn strings<'a>(&mut self, name: &str, items: impl Iterator<Item = &'a str>) {
        let items: Vec<_> = items.map(quoted).collect();
        let line = format!("export const {name} = [{}];", items.join(", "));
        if line.chars().count() <= LINE {
            self.write(line + "\n");
        } else {
            self.lines(name, items.into_iter());
        }
    }

    fn objects(&mut self, name: &str, items: impl Iterator<Item = String>) {
        self.lines(name, items);
    }

    fn lines(&mut self, name: &str, items: impl Iterator<Item = String>) {
        self.write(format!("export const {name} = [\n"));
        items.for_each(|item| self.write(format!("  {item},\n")));
        self.text += "];\n";
    }
}

/// The codes that JavaScript may name: all but those of refused settings.
fn others(it: &Destination) -> impl Iterator<Item = &(String, i32, String, &'static str, String)> {
    it.codes[it.settings.len()..].iter()
}

/// What a setting accepts, for the checks of the debug entry.
fn accepted(name: &str, accepts: Accepts, expected: &str) -> String {
    let bound = |name: &str, bound: u32| format!("{name}: {bound}");
    let (kind, bounds) = match accepts {
        Accepts::Text { shortest, longest: u32::MAX } => ("text", vec![bound("shortest", shortest)]),
        Accepts::Text { shortest, longest } => {
            ("text", vec![bound("shortest", shortest), bound("longest", longest)])
        }
        Accepts::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
            ("words", vec![format!("words: [{}]", words.join(", "))])
        }
        Accepts::Flag => ("flag", vec![]),
        Accepts::Milliseconds(least) => ("milliseconds", vec![bound("least", least)]),
        Accepts::Consent => ("consent", vec![]),
        Accepts::Url { credentials } => ("url", vec![format!("credentials: {credentials}")]),
        Accepts::Own => ("own", vec![]),
    };
    let mut entries = vec![format!("name: {}", quoted(name)), format!("accepts: {}", quoted(kind))];
    entries.extend(bounds);
    entries.push(format!("expected: {}", quoted(expected)));
    let line = format!("{{ {} }}", entries.join(", "));
    if line.chars().count() + 3 <= LINE {
        line
    } else {
        format!("{{\n    {},\n  }}", entries.join(",\n    "))
    }
}

fn enumeration<T: Copy + Debug>(all: &[T], number: impl Fn(T) -> i32) -> impl Iterator<Item = (String, i32)> {
    all.iter().map(move |&it| (variant(it), number(it)))
}

fn variant(it: impl Debug) -> String {
    format!("{it:?}")
}

/// As a string of JavaScript, in the quotes that need fewer escapes.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\");
    if text.matches('\'').count() > text.matches('"').count() {
        format!("\"{}\"", escaped.replace('"', "\\\""))
    } else {
        format!("'{}'", escaped.replace('\'', "\\'"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_the_sources_say() {
        for (path, text) in files() {
            let committed = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path));
            assert_eq!(
                committed.unwrap_or_default(),
                text,
                "{path}: run `cargo run --package xtask -- border`"
            );
        }
    }
}
