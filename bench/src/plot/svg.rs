//! The few elements of SVG that the plot is made of. How they look is in one style sheet, in the file itself: it is
//! seen on a page that knows nothing of it, on a light ground of its own.

use std::fmt::Write as _;

/// A place, from the upper left.
pub type Place = (f64, f64);

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#333}\
.title{font-weight:600;font-size:13px}\
.grid{stroke:#ddd}\
.measured{fill:#1f6feb;stroke:#1f6feb}\
path.measured{fill:none;stroke-width:2}\
.expected{fill:#fff;stroke:#1f6feb}\
path.expected{fill:none;stroke-width:2;stroke-dasharray:5 4}\
.aim{stroke:#d1690e;stroke-width:3}";

/// A drawing that is being made.
#[derive(Debug)]
pub struct Svg(String);

impl Svg {
    /// An empty one of this size.
    pub fn new(width: f64, height: f64) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\">\n<style>{STYLE}</style>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        ))
    }

    /// A straight line.
    pub fn line(&mut self, ((x1, y1), (x2, y2)): (Place, Place), class: &str) {
        self.put(format!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" class=\"{class}\"/>"
        ));
    }

    /// A line through these places, if there are any.
    pub fn path(&mut self, places: impl Iterator<Item = Place>, class: &str) {
        let mut way = String::new();
        for (index, (x, y)) in places.enumerate() {
            let verb = if index == 0 { 'M' } else { 'L' };
            // Writing to a text cannot fail.
            let _ = write!(way, "{verb}{x:.1} {y:.1}");
        }
        if !way.is_empty() {
            self.put(format!("<path d=\"{way}\" class=\"{class}\"/>"));
        }
    }

    /// A mark of a value.
    pub fn dot(&mut self, (x, y): Place, class: &str) {
        self.put(format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" class=\"{class}\"/>"
        ));
    }

    /// A text; `anchor` is `start`, `middle` or `end`.
    pub fn text(&mut self, place: Place, anchor: &str, text: &str) {
        self.styled_text(place, anchor, "label", text);
    }

    /// A heading.
    pub fn title(&mut self, place: Place, text: &str) {
        self.styled_text(place, "start", "title", text);
    }

    /// The whole of it.
    pub fn finish(mut self) -> String {
        self.put("</svg>".to_owned());
        self.0
    }

    fn styled_text(&mut self, (x, y): Place, anchor: &str, class: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.put(format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{text}</text>"
        ));
    }

    fn put(&mut self, element: String) {
        self.0.push_str(&element);
        self.0.push('\n');
    }
}
