/** `publicApiToken` as `public_api_token`. @param {string} name */
export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());
