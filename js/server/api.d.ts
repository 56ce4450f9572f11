// What no struct of Rust stands for. The build appends the class `ProfitWellApi` and what its methods take and answer:
// `xtask api-types`.

/** The last argument of every method. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** Items page after page, as often as it is iterated over. */
export interface List<Item> extends AsyncIterable<Item> {
  toArray(): Promise<Item[]>;
}

export type CustomerList = List<Customer>;

/** Why a call has no answer. Neither this nor its text ever holds the private token. */
export class ProfitWellError extends Error {
  private constructor();
  readonly name: 'ProfitWellError';
  readonly code: ProfitWellErrorCode;
  /** The HTTP status that this stands for. */
  readonly status: number | undefined;
  /** What was wrong, by the name of the field; `nonFieldErrors` concerns no single one. */
  readonly fields: Readonly<Record<string, string[]>>;
  /** Seconds to wait, of `throttled`, where that is known. */
  readonly retryAfter: number | undefined;
}

export type ProfitWellErrorCode = Open<
  /** Nothing was sent. */
  | 'in_a_page'
  | 'browser_build'
  | 'invalid_argument'
  /** The service rejected the request. */
  | 'unauthorized'
  | 'not_found'
  | 'validation'
  | 'throttled'
  | 'refused'
  /** Whether it was carried out is not known. */
  | 'server_error'
  | 'timed_out'
  | 'interrupted'
  /** It was not. */
  | 'connection_failed'
  | 'redirected'
  /** It was carried out. */
  | 'unexpected_answer'
  | 'answer_too_large'
  | 'cannot_page_on'
>;

/** These words, and any that the service may add. */
export type Open<Word extends string> = Word | (string & {});
