// The one error of the API client.

/** A name as the service spells it, as JavaScript does: `plan_id` as `planId`. */
export const camel = (name) => name.replace(/(?<=.)[_ ]+([a-zA-Z0-9])/g, (_, letter) => letter.toUpperCase()).replace('baseURL', 'baseUrl');

export class ProfitWellError extends Error {
  /** @param {{code: string, message: string, status?: number | null, fields?: Record<string, string[]>, retryAfter?: number | null}} failure */
  constructor({ code, message, status, fields = {}, retryAfter }) {
    const names = Object.keys(fields);
    super(names.reduce((text, name) => text.replaceAll(`${name}:`, `${camel(name)}:`), message));
    this.code = code;
    this.status = status ?? undefined;
    this.fields = Object.fromEntries(names.map((name) => [camel(name), fields[name]]));
    this.retryAfter = retryAfter ?? undefined;
  }
}
Object.defineProperty(ProfitWellError.prototype, 'name', { value: 'ProfitWellError', writable: true, configurable: true });
