//! Tables: native, with explicit roles, so that they keep their meaning when the style sheet makes cards of them.

use leptos::prelude::*;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: &'static str,
    number: bool,
}

impl Column {
    /// A column of words.
    pub(crate) const fn words(name: &'static str) -> Self {
        Self {
            name,
            number: false,
        }
    }

    /// A column of figures.
    pub(crate) const fn figures(name: &'static str) -> Self {
        Self { name, number: true }
    }
}

/// A table with its heads. The children are its body and its foot.
#[component]
pub(crate) fn Table(
    /// What it holds, for those who do not see it.
    #[prop(into)]
    caption: Signal<String>,
    /// Its columns.
    columns: Vec<Column>,
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(|column| {
        view! { <th scope="col" role="columnheader" class=column.number.then_some("n")>{column.name}</th> }
    });
    view! {
        <div class="table-box"><table class="table" role="table">
            <caption class="vh">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
            {children()}
        </table></div>
    }
}

// The cells take and give views without their types: each kind of content would otherwise bring its own copy of the code.

/// The head of a row.
pub(crate) fn head(content: impl IntoView + 'static) -> AnyView {
    fn erased(content: AnyView) -> AnyView {
        view! { <th scope="row" role="rowheader">{content}</th> }.into_any()
    }
    erased(content.into_any())
}

/// A cell below the column of that name.
pub(crate) fn cell(column: &'static str, content: impl IntoView + 'static) -> AnyView {
    filled(column, None, content.into_any())
}

/// A figure below the column of that name.
pub(crate) fn figure(column: &'static str, content: impl IntoView + 'static) -> AnyView {
    filled(column, Some("n"), content.into_any())
}

fn filled(column: &'static str, class: Option<&'static str>, content: AnyView) -> AnyView {
    view! { <td role="cell" class=class data-label=column><div class="v">{content}</div></td> }
        .into_any()
}

/// Nothing below the column of that name; cards leave it out.
pub(crate) fn nothing(column: &'static str) -> AnyView {
    view! { <td role="cell" class="n is-empty" data-label=column></td> }.into_any()
}
