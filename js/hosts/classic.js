// The classic analytics.js contract: a constructor. Not a class: analytics.js calls it without
// `new` in `use()`.

import { NAME } from '#border';
import { attempt } from '../../src/page/attempt.js';

// analytics-next hands over `{}` where the settings are only in the load options.
const HINT = '; in classicIntegrations settings come from cdnSettings, not from the load options';

/**
 * @template Settings
 * @param {import('../shared/page-wide.js').PageWide<Settings>} registry
 * @param {object} product
 * @param {Partial<Settings>} product.defaults what the host fills in where settings are missing
 * @param {(integration: any) => boolean} product.isLoaded
 * @param {(traits: any) => unknown} [product.traits] what becomes of an event's traits
 * @returns {any} the constructor
 */
export const classicIntegration = (registry, { defaults, isLoaded, traits = (given) => given }) => {
  /** @this {any} @param {any} options settings; from `use()`, the host @returns {any} */
  function Integration(options) {
    const add = attempt(() => options.addIntegration);
    if (typeof add === 'function') return add.call(options, Integration);
    this.options = attempt(() => ({ ...this.defaults, ...options }), {});
    this.started = false;
    this.listeners = {};
  }

  Integration.prototype = /** @type {any} */ (
    /** @type {ThisType<any>} */ ({
      constructor: Integration,
      name: NAME,
      defaults,

      /** Loads, starts and says so; `load` and `start` go through `this`, because sites replace them. */
      initialize() {
        attempt(() => {
          attempt(() => this.analytics.on('reset', () => this.reset()));
          const user = attempt(() => this.analytics.user());
          let isStarted = false;
          this.registration = registry.open(this.options, { hint: HINT });
          this.registration?.load({
            // A host that hands us no settings has switched us on all the same.
            integrations: () => undefined,
            stored: () => ({ userId: user.id(), traits: user.traits() }),
            // The vendor's own order: start first, then load; after consent there is no such order.
            insert: (/** @type {() => void} */ task) => {
              this.insert = task;
              if (isStarted) this.load();
            },
            start: (/** @type {() => void} */ task, /** @type {string | undefined} */ email) => {
              this.pending = task;
              this.start(email);
              return true;
            },
          });
          isStarted = true;
          if (this.insert) this.load();
        });
        this.emit('initialize');
        this.ready();
        return this;
      },

      /** Inserts the vendor's script, and calls back once it has run or failed. @param {unknown} callback */
      load(callback) {
        const { insert } = this;
        this.insert = undefined;
        attempt(insert);
        const done = () =>
          attempt(() => {
            if (typeof callback === 'function') callback();
          });
        if (this.registration) this.registration.ready().then(done);
        else done();
        return this;
      },

      /** Starts once; after that a new email re-identifies. @param {string} [email] */
      start(email) {
        const task = this.pending;
        this.pending = undefined;
        this.started = true;
        if (task) attempt(task);
        else attempt(() => this.registration.identify({ traits: { email } }));
        return this;
      },

      /** @param {any} facade */
      identify(facade) {
        attempt(() =>
          this.registration.identify({
            integrations: attempt(() => facade.obj.integrations),
            userId: facade.userId(),
            traits: traits(attempt(() => facade.obj.traits) ?? facade.traits()),
          }),
        );
      },

      reset() {
        attempt(() => this.registration.reset());
        return this;
      },

      loaded() {
        return isLoaded(this);
      },

      ready() {
        this.emit('ready');
        return this;
      },

      /** @param {string} method @param {any[]} args */
      invoke(method, ...args) {
        return typeof this[method] === 'function' ? attempt(() => this[method](...args)) : undefined;
      },

      /** @param {string} event @param {any} listener */
      on(event, listener) {
        this.listeners[event] ??= [];
        this.listeners[event].push(listener);
        return this;
      },

      /** @param {string} event @param {any} listener */
      once(event, listener) {
        /** @param {any[]} args */
        const once = (...args) => {
          this.off(event, once);
          listener.apply(this, args);
        };
        once.listener = listener;
        return this.on(event, once);
      },

      /** @param {string} [event] @param {any} [listener] */
      off(event, listener) {
        if (!event) {
          this.listeners = {};
          return this;
        }
        const isOther = (/** @type {any} */ one) => one !== listener && one.listener !== listener;
        this.listeners[event] = listener && this.listeners[event]?.filter(isOther);
        return this;
      },

      /** @param {string} event @param {any[]} args */
      emit(event, ...args) {
        for (const listener of [...(this.listeners[event] ?? [])]) attempt(() => listener.apply(this, args));
        return this;
      },
    })
  );

  return Integration;
};
