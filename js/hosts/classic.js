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
 * @param {(traits: any) => unknown} [product.traits] how an event's traits are converted
 * @returns {any} the constructor
 */
export const classicIntegration = (registry, { defaults, isLoaded, traits = (given) => given }) => {
  /** @this {any} @param {any} options settings; from `use()`, the host @returns {any} */
  function Integration(options) {
    const add = attempt(() => options.addIntegration);
    if (typeof add === 'function') return add.call(options, Integration);
    this.options = attempt(() => ({ ...this.defaults, ...options }), {});
    this.started = false;
    this.isInitialized = false;
    this.isStarting = false;
    this.listeners = {};
  }

  /**
   * Loads the registration, which is opened before.
   *
   * @param {any} integration
   * @param {() => import('../shared/registry.js').Stored} stored
   */
  const enter = (integration, stored) => {
    integration.registration ??= registry.open(integration.options, { hint: HINT });
    integration.registration?.load({
      // A host that hands us no settings has switched us on all the same.
      integrations: () => undefined,
      stored,
      // The vendor's own order: start first, then load, which only `initialize` does; after consent
      // there is no such order.
      insert(/** @type {() => void} */ task) {
        integration.insert = task;
        if (integration.isInitialized) integration.load();
      },
      start(/** @type {() => boolean | undefined} */ task, /** @type {string | undefined} */ email) {
        if (integration.isStarting) return task(); // decided within `start` itself
        integration.pending = task;
        integration.start(email);
        return true;
      },
    });
  };

  /**
   * An identity that the host or the page gives; before `initialize` it is what there is to start by,
   * unless the event has switches of its own.
   *
   * @param {any} integration
   * @param {import('../shared/registry.js').Event} event
   */
  const tell = (integration, event) => {
    if (!integration.registration) enter(integration, () => (event.integrations ? {} : event));
    integration.registration.identify(event);
  };

  Integration.prototype = /** @type {any} */ (
    /** @type {ThisType<any>} */ ({
      constructor: Integration,
      name: NAME,
      defaults,

      /** Starts, loads and says so; `load` and `start` go through `this`, because sites replace them. */
      initialize() {
        attempt(() => {
          attempt(() => this.analytics.on('reset', () => this.reset()));
          const user = attempt(() => this.analytics.user());
          enter(this, () => ({ userId: user.id(), traits: user.traits() }));
          this.isInitialized = true;
          if (this.insert) this.load();
        });
        this.emit('initialize');
        // A microtask later: whoever subscribes right after this call still hears it.
        (async () => {
          await undefined;
          attempt(() => this.ready());
        })();
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
        const { registration } = this;
        (async () => {
          if (registration) await registration.ready();
          done();
        })();
        return this;
      },

      /** Starts once, also before `initialize`; after that a new email re-identifies. @param {string} [email] */
      start(email) {
        const task = this.pending ?? (() => tell(this, { traits: { email } }));
        this.pending = undefined;
        this.started = true;
        this.isStarting = true;
        attempt(task);
        this.isStarting = false;
        return this;
      },

      /** @param {any} facade */
      identify(facade) {
        attempt(() => {
          const event = {
            integrations: attempt(() => facade.obj.integrations),
            userId: facade.userId(),
            traits: traits(attempt(() => facade.obj.traits) ?? facade.traits()),
          };
          this.pending = () => tell(this, event);
          this.start(attempt(() => facade.email()));
        });
        this.pending = undefined; // a site's own `start` may have left it
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
        return typeof this[method] === 'function' ? attempt(() => this[method].apply(this, args)) : undefined;
      },

      /** @param {string} event @param {any} listener */
      on(event, listener) {
        this.listeners[event] ??= [];
        this.listeners[event][this.listeners[event].length] = listener;
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
        const known = (listener && this.listeners[event]) ?? [];
        const kept = [];
        for (let at = 0; at < known.length; at += 1) {
          const isOther = known[at] !== listener && known[at].listener !== listener;
          if (isOther) kept[kept.length] = known[at];
        }
        this.listeners[event] = kept; // another list: `emit` may be going through the old one
        return this;
      },

      /** @param {string} event @param {any[]} args */
      emit(event, ...args) {
        const listeners = this.listeners[event] ?? [];
        const { length } = listeners; // those that are added meanwhile wait for the next
        for (let at = 0; at < length; at += 1) attempt(() => listeners[at].apply(this, args));
        return this;
      },
    })
  );

  return Integration;
};
