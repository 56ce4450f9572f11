// Why a target is missed, where it is, and what would be tried next. By the target's id.

export const REASONS = {};
