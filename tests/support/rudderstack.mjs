/** What RudderStack's control plane answers about a source with one destination of its owner's own. */
export const SOURCE_CONFIG = JSON.stringify({
  source: {
    id: 'source',
    enabled: true,
    config: {},
    destinations: [
      {
        id: 'YOUR_DESTINATION_ID',
        enabled: true,
        config: {},
        destinationDefinition: { displayName: 'Custom Device Mode', name: 'CUSTOM_DEVICE_MODE' },
      },
    ],
  },
});
