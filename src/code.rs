//! What a destination reports, each with a stable code.
//!
//! In a page the codes are numbers. Their names and messages are in JavaScript that xtask generates
//! from these tables: as strings in the module they would weigh more.

/// Defines a destination's `Code`: those of its settings follow from `Setting`, the others are
/// listed as `Name "code" "what happened and what to do" "the same for `debug`, as sentences"`.
///
/// The order counts: errors, then what else turns a registration off, then warnings, then
/// decisions, which are reported only to those who ask (`debug`).
macro_rules! codes {
    ($($Name:ident $code:literal $text:literal $explanation:literal,)*) => {
        /// The result of a setting, a load or an event.
        ///
        /// A number and no enum: with a variant for each setting the module is 300 bytes larger.
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct Code(i32);

        // They are used as the variants of an enum are.
        #[allow(non_upper_case_globals, clippy::cast_possible_wrap, clippy::cast_possible_truncation)]
        impl Code {
            /// Nothing to report.
            pub const Fine: Code = Code(0);
            /// The setting without which nothing can be done is missing or empty.
            pub const Missing: Code = Code(Setting::ALL.len() as i32 + 1);
            $(#[doc = $text] pub const $Name: Code = Code(Code::Missing.0 + 1 + Other::$Name as i32);)*
        }

        /// The order of the codes that are not about a setting.
        enum Other { $($Name,)* }

        impl Code {
            /// The codes that are not about a setting, in order.
            pub const OTHERS: &[Code] = &[$(Code::$Name,)*];

            /// A setting that is not what it must be.
            #[must_use]
            pub const fn invalid(setting: Setting) -> Code {
                Code(1 + setting as i32)
            }

            /// Every code but [`Code::Fine`], in the order of their numbers, from 1.
            pub fn all() -> impl Iterator<Item = Code> {
                let invalid = Setting::ALL.iter().copied().map(Code::invalid);
                invalid.chain([Code::Missing]).chain(Self::OTHERS.iter().copied())
            }

            /// The number by which a page knows it.
            #[must_use]
            pub const fn number(self) -> i32 {
                self.0
            }

            /// The setting that was missing or not what it must be.
            #[must_use]
            pub fn setting(self) -> Option<Setting> {
                let missing = (self == Code::Missing).then_some(Setting::REQUIRED);
                missing.or_else(|| Setting::ALL.iter().copied().find(|&it| Code::invalid(it) == self))
            }

            /// The stable name by which JavaScript and people tell this from the others.
            #[must_use]
            pub fn code(self) -> String {
                match self {
                    $(Code::$Name => $code.into(),)*
                    _ => self.setting().map_or_else(|| "fine".into(), |setting| {
                        let what = if self == Code::Missing { "missing" } else { "invalid" };
                        format!("{what}_{}", $crate::settings::snake_case(setting.name()))
                    }),
                }
            }

            /// What happened and what to do about it, in lower case. Of a setting: what would be right.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $(Code::$Name => $text,)*
                    _ => self.setting().map_or("", Setting::expected),
                }
            }

            /// What happened and why, as sentences without anything of the visitor's.
            #[must_use]
            pub fn explanation(self) -> String {
                match self {
                    $(Code::$Name => $explanation.into(),)*
                    Code::Missing => format!(
                        "The destination is off and requested nothing, because {} is missing, empty or a placeholder.",
                        Setting::REQUIRED.name()
                    ),
                    _ => self.setting().map_or_else(String::new, |setting| {
                        let what = if self == Code::IGNORED { "This setting is ignored" } else { "The destination is off" };
                        format!("{what}, because {} {}.", setting.name(), setting.refusal())
                    }),
                }
            }
        }

        /// The name in Rust.
        impl core::fmt::Debug for Code {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match *self {
                    Code::Fine => f.write_str("Fine"),
                    Code::Missing => f.write_str("Missing"),
                    $(Code::$Name => f.write_str(stringify!($Name)),)*
                    _ => write!(f, "invalid({:?})", self.setting()),
                }
            }
        }
    };
}
