// A script that is not ProfitWell's, at the address of ProfitWell's.
window.anotherProduct = { version: 1 };
