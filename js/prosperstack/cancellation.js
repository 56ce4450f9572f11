// What the adapters in js/hosts/ pass on for ProfitWell. ProsperStack's cancellation flow is an
// entry of its own, because it brings ProsperStack's library along.

export const cancellationFlow = undefined;
