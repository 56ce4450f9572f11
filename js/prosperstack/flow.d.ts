/**
 * Opens ProsperStack's cancellation flow with its published library `@prosperstack/flow`, which you install
 * beside this package. The library is loaded when a flow is opened.
 *
 * The promise resolves when the person has answered or closed the flow, or when the flow cannot be shown. It
 * never rejects. While a flow is open, another call returns the same promise.
 */
export function cancellationFlow(options: CancellationFlowOptions): Promise<CancellationFlowResult>;

/** Loads the library and sends the subscription to ProsperStack, so that the flow opens faster. Returns whether that worked. */
export function prefetch(options: Pick<CancellationFlowOptions, 'clientId' | 'subscription'>): Promise<boolean>;

export interface CancellationFlowOptions {
  /** The public client id of your account, `acct_…`. A secret key (`key_…`) is rejected. */
  clientId: string;
  /** The id of the subscription in your billing platform, or an object with more about it. */
  subscription?: string | number | FlowSubscription;
  flowId?: string;
  /**
   * The subscriber, in addition to what identify has passed. If it has another email or id than the identified
   * person, nothing of that person is sent.
   */
  subscriber?: FlowSubscriber;
  /**
   * Properties of the subscriber in addition to those from identify; or a function that receives those and returns
   * the ones to send. The flow expects the unique identifiers of properties, where identify takes their names.
   */
  properties?: FlowProperties | ((identified: FlowProperties) => FlowProperties);
  /** Receives the exact string that will be sent, and returns its signature, from your server. */
  sign?(payload: string): string | Promise<string>;
  /** Receives the events `Cancellation Flow Started` and `Cancellation Flow Completed`, the latter with the status. */
  track?: { track(event: string, properties: { status?: string }): unknown };
  /** Opens your own cancel page. It is called if the flow cannot be shown. */
  fallback?(result: CancellationFlowError): unknown;
  /** Closes the flow. */
  signal?: AbortSignal;
  /** The longest wait until the flow is shown, in milliseconds. There is no time-out after that. @default 10000 */
  timeoutMs?: number;
  displayMode?: 'full_screen' | 'modal';
  language?: string;
}

export type FlowProperties = Record<string, string | number | boolean | null | undefined | Date>;

export interface FlowSubscriber {
  internalId?: string;
  email?: string;
  name?: string;
  properties?: FlowProperties;
}

export interface FlowSubscription {
  platformId?: string;
  mrr?: number;
  arr?: number;
  currency?: string;
  trial?: boolean;
  properties?: FlowProperties;
}

export type CancellationFlowResult = CancellationFlowAnswer | CancellationFlowClosed | CancellationFlowError;

/** The person has completed the flow. */
export interface CancellationFlowAnswer {
  status: 'canceled' | 'saved' | 'incomplete' | 'deflected';
  /** The library's `FlowSession`, unchanged. */
  flowSession: { id: string; [field: string]: unknown };
  details?: undefined;
}

/** The flow was closed, by the person or by `signal`. */
export interface CancellationFlowClosed {
  status: 'closed';
  details?: 'aborted';
}

export interface CancellationFlowError {
  status: 'error';
  details:
    | 'secret_key'
    | 'invalid_client_id'
    | 'invalid_subscription'
    | 'invalid_display_mode'
    | 'library_missing'
    | 'sign_failed'
    | 'flow_failed'
    | 'timed_out'
    | 'unknown_status';
  /** The library's message for the person. */
  message?: string;
}
