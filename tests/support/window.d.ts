// What the pages of tests and benchmarks keep on their window is theirs: any name, anything.

interface Window {
  [name: string]: any;
}
