//! Texts as no person would type them, for tests of what holds for every text.

/// What is put together: letters that change under normalisation or lower case, marks, joiners, digits and punctuation.
const PIECES: [&str; 60] = [
    "a",
    "Z",
    "9",
    ".",
    "@",
    "+",
    "-",
    "_",
    " ",
    "\t",
    "\r\n",
    "\0",
    "\u{430}",
    "\u{130}",
    "\u{212a}",
    "\u{200b}",
    "ß",
    "É",
    "e\u{301}",
    "ø",
    "Ł",
    "ς",
    "\u{301}",
    "\u{308}",
    "\u{200c}",
    "\u{200d}",
    "\u{feff}",
    "\u{ad}",
    "\u{202e}",
    "\u{3164}",
    "\u{fe0f}",
    "می",
    "👩",
    "가",
    "\u{1100}\u{1161}",
    "’",
    "'",
    "–",
    "ﬁ",
    "Ａ",
    "１",
    "(",
    ")",
    "\"",
    "\\",
    "<",
    ">",
    ",",
    ";",
    ":",
    "example.com",
    "EXAMPLE.com",
    "müller.example",
    "1",
    "202",
    "555",
    "0142",
    "00",
    "+1",
    "(0)",
];

/// Numbers after Marsaglia (xorshift), the same in every run, and texts made of them.
pub(crate) struct Typing(u64);

impl Typing {
    pub(crate) fn new() -> Self {
        Self(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    /// Up to so many pieces, one at least.
    pub(crate) fn text(&mut self, most: usize) -> String {
        (0..=self.below(most)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}
