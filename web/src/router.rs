//! Going from page to page without a full load: the address on the bar, its parameters and its query.
//!
//! Which address shows which page is said in `pages.rs` alone. Here is how an address is read and changed: by links,
//! by `use_navigate`, and by the browser's own back and forward.

mod history;
mod params;

pub(crate) use history::{NavigateOptions, Router};
pub(crate) use params::ParamsMap;

use leptos::prelude::*;

/// A page and its address; `:name` stands for a parameter.
pub(crate) struct Page {
    /// `/accounts/:account`.
    pub(crate) path: &'static str,
    /// Shows it.
    pub(crate) show: fn() -> AnyView,
}

/// An address of this application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Address {
    path: String,
    query: String,
    fragment: String,
}

impl Address {
    /// Takes `/inbox?show=unread#letter-1` apart.
    fn read(text: &str) -> Self {
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Self {
            path: path.to_owned(),
            query: query.to_owned(),
            fragment: fragment.to_owned(),
        }
    }
}

/// The address as the page on the screen sees it: when somebody goes on to another page, it stays as it was.
#[derive(Clone, Copy)]
struct Shown {
    path: &'static str,
    address: Memo<Address>,
}

/// The page that fits the address, or `otherwise`. A page stays while only its parameters or its query change.
pub(crate) fn routed(pages: &'static [Page], otherwise: fn() -> AnyView) -> impl IntoView {
    let router = Router::here();
    let place = Memo::new(move |_before| {
        router.path.with(|path| {
            pages
                .iter()
                .position(|page| ParamsMap::of_path(page.path, path).is_some())
        })
    });
    move || {
        let Some(page) = place.get().and_then(|place| pages.get(place)) else {
            return untrack(otherwise);
        };
        let address = Memo::new(move |before: Option<&Address>| {
            let now = router.address.get();
            match before {
                Some(before) if ParamsMap::of_path(page.path, &now.path).is_none() => {
                    before.clone()
                }
                _ => now,
            }
        });
        // The first look is now: later the address may be another page's.
        let _first = address.get_untracked();
        provide_context(Shown {
            path: page.path,
            address,
        });
        // A page reads signals while it is made; it is made once all the same.
        untrack(page.show)
    }
}

/// The path on the address bar.
pub(crate) fn use_path() -> Memo<String> {
    Router::here().path
}

/// The parameters of this page's path.
pub(crate) fn use_params_map() -> Memo<ParamsMap> {
    let shown = expect_context::<Shown>();
    Memo::new(move |_before| {
        shown
            .address
            .with(|address| ParamsMap::of_path(shown.path, &address.path))
            .unwrap_or_default()
    })
}

/// The query of this page's address.
pub(crate) fn use_query_map() -> Memo<ParamsMap> {
    let shown = expect_context::<Shown>();
    Memo::new(move |_before| {
        shown
            .address
            .with(|address| ParamsMap::of_query(&address.query))
    })
}

/// Goes to an address of this application.
pub(crate) fn use_navigate() -> impl Fn(&str, NavigateOptions) + Copy {
    let router = Router::here();
    move |address: &str, options: NavigateOptions| router.go(address, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let address = Address::read("/inbox?show=unread&x=#letter-1");
        assert_eq!(
            (
                address.path.as_str(),
                address.query.as_str(),
                address.fragment.as_str()
            ),
            ("/inbox", "show=unread&x=", "letter-1")
        );
        assert_eq!(Address::read("/home").query, "");
        assert_eq!(Address::read("/a#b?c").fragment, "b?c");
    }
}
