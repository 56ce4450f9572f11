import type { CommonSettings, DestinationPlugin } from '../shared/types.js';

export type { ConsentAnswer, DestinationMiddleware, EventContext } from '../shared/types.js';

/** The kind of site: `marketing` starts anonymously at load, `web app` waits for identify. */
export type SiteType = 'marketing' | 'web app' | 'webapp' | 'web-app' | 'web_app' | 'webApp' | 'wep app';

interface Shared extends CommonSettings {
  /** @default 'marketing' */
  siteType?: SiteType;
  /**
   * The name of the trait that holds the customer's id in the *billing platform*
   * (Stripe `cus_…`, Paddle `ctm_…`); not your own user id. It goes before the email.
   */
  customerIdTrait?: string;
  /** Whether to begin with the user that the host has stored. @default true */
  useStoredUser?: boolean;
  /** The CSP nonce for the vendor's script tag. @default the nonce of the running classic script */
  nonce?: string;
  /**
   * The vendor's script, for a first-party proxy or local work: https or same-origin; plain
   * http only from this machine.
   * @default 'https://public.profitwell.com/js/profitwell.js'
   */
  scriptUrl?: string;
  /** How long `ready` waits for the vendor's script, in milliseconds. @default 5000 */
  timeoutMs?: number;
}

/** What the owner of a site sets once. */
export type ProfitWellSettings =
  | (Shared & {
      /** The Public API Token of your ProfitWell account: public, not the private API token. */
      publicApiToken: string;
      publicApiKey?: string;
    })
  | (Shared & {
      /** RudderStack's name for `publicApiToken`. */
      publicApiKey: string;
      publicApiToken?: undefined;
    });

/**
 * The plugin. Its `ready` settles when the vendor's script has run, at its first failure, or after
 * `timeoutMs`.
 */
export type ProfitWellPlugin = DestinationPlugin<'ProfitWell'>;

/**
 * The ProfitWell destination as a plugin for Segment's `@segment/analytics-next`.
 *
 * Never throws: with settings that cannot be right it says so once in the console and returns
 * a plugin that is off. On a server it returns one that does nothing.
 *
 * @example
 * const analytics = AnalyticsBrowser.load({
 *   writeKey,
 *   plugins: [profitwell({ publicApiToken: '…', siteType: 'web app' })],
 * });
 */
export function profitwell(settings: ProfitWellSettings): ProfitWellPlugin;

/**
 * Tells every ProfitWell registration on the page whether the visitor consents. `false` stops
 * all further calls and forgets the visitor; a vendor script that has run stays.
 */
export function setConsent(yes: boolean): void;

/** What the customer made of one of the vendor's offers. */
export interface SalvageResult {
  decision: 'accepted' | 'rejected';
  resolution?: 'accepted' | 'rejected';
  hasErrors: boolean;
}

/** The ways in which the vendor's dialogue tries to keep a customer. */
export type SalvageAttempt =
  | 'pause_subscription'
  | 'plan_switch'
  | 'contact_support_email_notification'
  | 'contact_support_meeting_scheduler';

/**
 * What came of a cancellation flow. `retained` and `aborted`: the customer stays. `chose_to_cancel`:
 * go on with your own cancellation. `error`: the customer has seen no dialogue, so open your own
 * cancel page, and cancel nothing.
 */
export type CancellationFlowResult =
  | {
      status: 'error';
      /**
       * The vendor's words, or one of ours: `invalid_subscription_id`, `consent_denied`, `not_loaded`,
       * `vendor_script_blocked`, `timed_out`, `vendor_threw`, `no_promise`, `vendor_rejected`,
       * `unknown_status`.
       */
      details?: string;
    }
  | {
      status: 'retained' | 'aborted' | 'chose_to_cancel';
      cancelReason?: string | null;
      satisfactionInsight?: string | null;
      additionalFeedback?: string | null;
      salvageAttemptResult?: SalvageResult | null;
      salvageOfferResult?: SalvageResult | null;
      salvageAttemptIntended?: SalvageAttempt | null;
      salvageAttemptUsed?: SalvageAttempt | null;
    };

/**
 * Opens ProfitWell Retain's cancellation flow for a subscription, by ProfitWell's script or, where
 * Paddle.js is initialised, by `Paddle.Retain`. It never rejects.
 *
 * `timeoutMs` bounds the wait for the vendor's script; once the dialogue is open it waits for the
 * customer, or until `signal` aborts (the status is then `aborted`). `fallback` is called where the
 * status is `error`.
 *
 * @example
 * const openCancelPage = () => location.assign('/account/cancel');
 * const { status } = await cancellationFlow({ subscriptionId: 'sub_12345', fallback: openCancelPage });
 * if (status === 'chose_to_cancel') openCancelPage();
 */
export function cancellationFlow(options: {
  subscriptionId: string;
  signal?: AbortSignal;
  /** Opens your own cancel page: Retain's dialogue could not be opened, or ended in an error. */
  fallback?: (result: Extract<CancellationFlowResult, { status: 'error' }>) => void;
}): Promise<CancellationFlowResult>;
