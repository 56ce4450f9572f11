//! What crosses between the module and JavaScript: numbers, each of them told here only.

/// Defines an enum whose numbers cross. xtask writes them into the `border.js` files of
/// `src/page`, where JavaScript takes them from by name.
macro_rules! crossing {
    ($(#[$about:meta])* pub enum $Name:ident {
        $($(#[$comment:meta])* $Variant:ident $(= $number:literal)?,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(i32)]
        pub enum $Name {
            $($(#[$comment])* $Variant $(= $number)?,)*
        }

        impl $Name {
            /// All of them, in order.
            pub const ALL: &[$Name] = &[$($Name::$Variant,)*];

            /// The one of this number.
            #[must_use]
            pub const fn of_number(number: i32) -> Option<Self> {
                match number {
                    $(it if it == $Name::$Variant as i32 => Some($Name::$Variant),)*
                    _ => None,
                }
            }
        }
    };
}
