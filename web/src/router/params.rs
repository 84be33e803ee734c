//! Names and values in an address: the parameters of a path, and a query.

/// Names and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ParamsMap(Vec<(String, String)>);

impl ParamsMap {
    /// The value of that name; the first, if there are several.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(one, _value)| one == name)
            .map(|(_name, value)| value.clone())
    }

    /// The parameters of a path that fits the pattern, `/accounts/:account`. A slash at the end does not matter.
    pub(super) fn of_path(pattern: &str, path: &str) -> Option<Self> {
        let mut parts = path.trim_end_matches('/').split('/');
        let mut found = Vec::new();
        for wanted in pattern.trim_end_matches('/').split('/') {
            let part = parts.next()?;
            match wanted.strip_prefix(':') {
                Some(name) if !part.is_empty() => found.push((name.to_owned(), decoded(part))),
                None if part == wanted => {}
                _ => return None,
            }
        }
        parts.next().is_none().then_some(Self(found))
    }

    /// The names and values of `show=unread&from=2026-03-01`.
    pub(super) fn of_query(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(&value.replace('+', " ")))
        });
        Self(pairs.collect())
    }
}

/// What an address says with `%`, in plain letters; as it stands where it says nothing.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    js_sys::decode_uri_component(text).map_or_else(|_unreadable| text.to_owned(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_path(pattern: &str, path: &str, name: &str) -> Option<Option<String>> {
        ParamsMap::of_path(pattern, path).map(|params| params.get(name))
    }

    #[test]
    fn paths_fit_whole_or_not_at_all() {
        let account = "/accounts/:account";
        assert_eq!(
            of_path(account, "/accounts/a1", "account"),
            Some(Some("a1".to_owned()))
        );
        assert_eq!(
            of_path(account, "/accounts/a1/", "account"),
            Some(Some("a1".to_owned()))
        );
        assert_eq!(of_path(account, "/accounts/a1", "period"), Some(None));
        for other in ["/accounts", "/accounts/", "/accounts/a1/transactions", "/"] {
            assert_eq!(of_path(account, other, "account"), None, "{other}");
        }
        assert!(ParamsMap::of_path("/", "/").is_some());
        assert!(ParamsMap::of_path("/", "/home").is_none());
    }

    #[test]
    fn queries_are_read_leniently() {
        let query = ParamsMap::of_query("from=2026-03-01&&kind&text=a+b");
        assert_eq!(query.get("from").as_deref(), Some("2026-03-01"));
        assert_eq!(query.get("kind").as_deref(), Some(""));
        assert_eq!(query.get("text").as_deref(), Some("a b"));
        assert_eq!(query.get("to"), None);
    }
}
