//! The raw call: any request to the same host, for what has no function of its own.

use percent_encoding::percent_decode_str;

use crate::{
    error::Invalid,
    operations::OPERATIONS,
    pace::Family,
    request::{Method, Request},
};

/// Headers that are the client's, or that would change where a request goes or ends.
const OURS: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Request {
    /// Any request, by its path from the root of the host, such as `/v2/customers`; a missing
    /// slash at its end is added. The query goes through [`Request::with_query`].
    ///
    /// The path must be percent-encoded already. Requests by `GET`, `PUT` and `DELETE` are
    /// repeated when no answer comes, others never.
    ///
    /// # Errors
    /// [`Invalid`] for everything that could leave the host, so that the token cannot: absolute
    /// URLs, `//host`, backslashes, `.` and `..` segments in any encoding; and for a query, a
    /// fragment, white space, control and other characters that a path cannot hold.
    ///
    /// # Example: any other request
    ///
    /// ```
    /// # use profitwell_api::{Client, Error, Transport};
    /// use profitwell_api::{Method, Request};
    ///
    /// # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
    /// let request = Request::raw(Method::Get, "/v2/customers")?.with_query("per_page", "10");
    /// let answer = client.call(&request).await?;
    /// println!("{} {}", answer.status, answer.json());
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(method: Method, path: &str) -> Result<Self, Invalid> {
        let wrong = |problem| Err(Invalid::new("path", problem));
        if !path.starts_with('/') {
            return wrong("begins with a slash, such as /v2/customers; the host is that of the base URL");
        }
        if path.contains("//") {
            return wrong("no empty segments, and no host of its own");
        }
        if path.contains(['?', '#']) {
            return wrong("without query and fragment: give the query separately");
        }
        if !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/%-._~!$&'()*+,;=:@".contains(&byte)) {
            return wrong("only characters that a URL can hold: percent-encode the others");
        }
        for after in path.split('%').skip(1) {
            if !after.as_bytes().first_chunk::<2>().is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                return wrong("a percent sign is followed by two hexadecimal digits");
            }
        }
        let decoded: Vec<u8> = percent_decode_str(path).collect();
        if decoded.iter().any(u8::is_ascii_control) {
            return wrong("no control characters");
        }
        if decoded.split(|byte| b"/\\".contains(byte)).any(|segment| segment == b"." || segment == b"..") {
            return wrong("no . or .. segments");
        }
        let path = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
        // What is not documented has no documented limit of its own.
        let family = OPERATIONS.iter().find(|it| it.is_at(&path)).map_or(Family::All, |it| it.family);
        Ok(Request::to(method, &path, family))
    }

    /// Adds a header, or replaces one that the client would send.
    ///
    /// # Errors
    /// [`Invalid`] for `Authorization` and other headers that are the client's, for a name that
    /// is none, and for control and other characters that HTTP does not carry.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, Invalid> {
        let name = name.to_ascii_lowercase();
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        {
            return Err(Invalid::new("headers", "a header name is letters, digits and hyphens"));
        }
        if OURS.contains(&name.as_str()) {
            return Err(Invalid::new("headers", "Authorization, Host and the like are the client's own"));
        }
        if !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Invalid::new("headers", "a header value is one line of ASCII text"));
        }
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.trim().to_owned()));
        Ok(self)
    }
}
