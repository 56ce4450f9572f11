// The classic analytics.js contract: a constructor, in place of @profitwell/analytics.js-integration.
// Not a class: analytics.js calls it without `new` in `use()`.

import { attempt } from '../../src/page/page.js';
import { open } from '../core.js';
import { NAME } from '#tables';

export { cancellationFlow } from '../cancellation.js';
export { setConsent } from '../core.js';

// analytics-next hands over `{}` where the settings are only in the load options.
const HINT = '; in classicIntegrations settings come from cdnSettings, not from the load options';

export function ProfitWell(options) {
  const add = attempt(() => options.addIntegration);
  if (typeof add == 'function') return add.call(options, ProfitWell);
  this.options = attempt(() => ({ ...this.defaults, ...options }), {});
  this.started = false;
  this.listeners = {};
}

ProfitWell.prototype = {
  constructor: ProfitWell,
  name: NAME,
  defaults: { publicApiToken: '', siteType: 'marketing' },

  /** Loads, starts and says so; `load` and `start` go through `this`, because sites replace them. */
  initialize() {
    attempt(() => {
      attempt(() => this.analytics.on('reset', () => this.reset()));
      const user = attempt(() => this.analytics.user());
      let started = false;
      this.destination = open(this.options, HINT);
      this.destination?.load({
        // A host that hands us no settings has switched us on all the same.
        integrations: () => undefined,
        stored: () => [user.id(), user.traits()],
        // The vendor's own order: start first, then load; after consent there is no such order.
        insert: (task) => {
          this.insert = task;
          if (started) this.load();
        },
        start: (task, email) => {
          this.pending = task;
          this.start(email);
          return true;
        },
      });
      started = true;
      if (this.insert) this.load();
    });
    this.emit('initialize');
    this.ready();
    return this;
  },

  /** Inserts the vendor's script, and calls back once it has run or failed. */
  load(callback) {
    const { insert } = this;
    this.insert = undefined;
    attempt(insert);
    const done = () => attempt(() => typeof callback == 'function' && callback());
    if (this.destination) this.destination.ready().then(done);
    else done();
    return this;
  },

  /** Starts once; after that a new email re-identifies. */
  start(email) {
    const task = this.pending;
    this.pending = undefined;
    this.started = true;
    if (task) attempt(task);
    else attempt(() => this.destination.identify({ traits: { email } }));
    return this;
  },

  identify(facade) {
    attempt(() =>
      this.destination.identify({
        integrations: attempt(() => facade.obj.integrations),
        userId: facade.userId(),
        traits: attempt(() => facade.obj.traits) ?? facade.traits(),
      }),
    );
  },

  reset() {
    attempt(() => this.destination.reset());
    return this;
  },

  /** Whether the vendor's script has run. */
  loaded: () => !!attempt(() => window.profitwell.isLoaded),

  ready() {
    this.emit('ready');
    return this;
  },

  invoke(method, ...args) {
    return typeof this[method] == 'function' ? attempt(() => this[method](...args)) : undefined;
  },

  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
    return this;
  },

  once(event, listener) {
    const once = (...args) => {
      this.off(event, once);
      listener.apply(this, args);
    };
    once.listener = listener;
    return this.on(event, once);
  },

  off(event, listener) {
    const { listeners } = this;
    if (!event) this.listeners = {};
    else listeners[event] = listener && listeners[event]?.filter((one) => one !== listener && one.listener !== listener);
    return this;
  },

  emit(event, ...args) {
    for (const listener of [...(this.listeners[event] ?? [])]) attempt(() => listener.apply(this, args));
    return this;
  },
};

export default ProfitWell;
