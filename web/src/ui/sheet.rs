//! Style sheets beside the common one: the sign-in page does without them.

use leptos::prelude::document;

/// Loads a sheet, once. It lies where the common one does.
pub(crate) fn load(name: &str) {
    let id = format!("sheet-{name}");
    if document().get_element_by_id(&id).is_some() {
        return;
    }
    let common = document()
        .query_selector("link[rel=stylesheet]")
        .ok()
        .flatten()
        .and_then(|link| link.get_attribute("href"));
    let (Some(common), Ok(link), Some(head)) =
        (common, document().create_element("link"), document().head())
    else {
        return;
    };
    let href = common.replace("style.css", &format!("{name}.css"));
    for (attribute, value) in [("id", &*id), ("rel", "stylesheet"), ("href", &*href)] {
        let _set = link.set_attribute(attribute, value);
    }
    let _added = head.append_child(&link);
}
