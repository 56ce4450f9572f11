//! Where in a JSON text an error is: the path, by the line and the column that serde_json reports. A deserializer that
//! tracks the path costs code for every type that it reads.

/// The path to the value at this position, such as `[3].mrr_cents`; `.` for the whole. Right after a value is at it.
pub(super) fn path(json: &[u8], line: usize, column: usize) -> String {
    let start: usize =
        json.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let mut rest = json.get(..start.saturating_add(column)).unwrap_or(json);
    let mut above = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, above.last_mut()) {
            (b'{', _) => above.push(Step::Object(None)),
            (b'[', _) => above.push(Step::Array(0)),
            (b'}' | b']', _) => drop(above.pop()),
            (b',', Some(Step::Array(index))) => *index += 1,
            (b',', Some(Step::Object(name))) => *name = None,
            (b'"', inside) => {
                let (string, after) = rest.split_at(length(rest));
                rest = after.get(1..).unwrap_or_default();
                if let Some(Step::Object(name @ None)) = inside {
                    *name = Some(string);
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for step in above {
        match step {
            Step::Array(index) => path.extend(["[", &index.to_string(), "]"]),
            Step::Object(None) => {}
            Step::Object(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path += &String::from_utf8_lossy(name);
            }
        }
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

/// What a position is in: an item by its index, or what has this name, as far as that is read.
enum Step<'a> {
    Array(usize),
    Object(Option<&'a [u8]>),
}

/// How long a string is up to its closing quote.
fn length(string: &[u8]) -> usize {
    let mut escaped = false;
    let end = string.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(string.len())
}

#[cfg(test)]
mod tests {
    use super::path;

    /// The path at the mark `^`, which is taken out.
    fn at(marked: &str) -> String {
        let (before, after) = marked.split_once('^').unwrap();
        let (line, column) = match before.rsplit_once('\n') {
            Some((lines, last)) => (lines.matches('\n').count() + 2, last.len()),
            None => (1, before.len()),
        };
        path(format!("{before}{after}").as_bytes(), line, column)
    }

    #[test]
    fn a_position_has_the_path_of_the_value_at_it() {
        for (marked, expected) in [
            ("^{}", "."),
            ("null^", "."),
            ("[{},{}^]", "[1]"),
            ("[1, ^{}]", "[1]"),
            (r#"[{"a":1},{"b":{"c":"x"^}}]"#, "[1].b.c"),
            (r#"[{"a":1},{"b":{"c":"x"}^}]"#, "[1].b"),
            (r#"{"a":[[0,1],[2,^3]]}"#, "a[1][1]"),
            (r#"{"a":1,^"b":2}"#, "."),
            (r#"{"a":"},]\"{[","b":2^}"#, "b"),
            (r#"{"a\"":"\\","b":^2}"#, "b"),
            (r#"{"a\"":^1}"#, r#"a\""#),
            (r#"{"a": "cut^"#, "a"),
            ("{\n \"a\": [\n  1,\n  ^2]}", "a[1]"),
            ("{\"ä\":\n{\"ö\": 1^}}", "ä.ö"),
        ] {
            assert_eq!(at(marked), expected, "{marked}");
        }
    }

    #[test]
    fn a_position_past_the_end_is_at_the_end() {
        assert_eq!(path(b"[1", 1, usize::MAX), "[0]");
        assert_eq!(path(b"[1", 9, 9), "[0]");
        assert_eq!(path(b"", 0, 0), ".");
    }
}
