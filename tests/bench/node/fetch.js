// The floor of the bench `characters`: fetches and parses all documents of characters with a library from npm.
//
//     node fetch.js blizzard.js|@blizzard-api/client URL DOCUMENTS NAME…
//
// DOCUMENTS are paths below the character, separated by commas. The summary first, the others at once, as the host does
// it; the library's own functions make the requests, an interceptor leads them to URL. Prints characters, documents and
// top-level members, so that all programs can be seen to have read the same.
'use strict';

const [library, url, documents, ...names] = process.argv.slice(2);
const paths = documents.split(',').filter((path) => path !== '');
const realm = 'stormrage';

const redirect = (axios) =>
    axios.interceptors.request.use((config) => {
        const from = new URL(config.url);
        if (from.pathname === '/oauth/token') {
            // The libraries send the grant in the query, without a body.

            config.headers.set('Content-Type', 'application/x-www-form-urlencoded');
            return { ...config, url: `${url}/token`, params: {}, data: 'grant_type=client_credentials' };
        }
        return { ...config, url: url + from.pathname + from.search };
    });

const withBlizzardJs = async () => {
    const { wow } = require('blizzard.js');
    const client = await wow.createInstance({ key: 'bench', secret: 'secret', origin: 'eu', locale: 'en_GB', token: '' }, false);
    redirect(client.axios);
    await client.refreshApplicationToken();
    const collection = (resource) => (name) => client.characterCollections({ realm, name, resource });
    return {
        '': (name) => client.characterProfile({ realm, name }),
        status: (name) => client.characterProfile({ realm, name, status: true }),
        'character-media': (name) => client.characterMedia({ realm, name }),
        achievements: (name) => client.characterAchievements({ realm, name }),
        'achievements/statistics': (name) => client.characterAchievements({ realm, name, stats: true }),
        'collections/mounts': collection('mounts'),
        'collections/pets': collection('pets'),
        'collections/toys': collection('toys'),
        'collections/heirlooms': collection('heirlooms'),
        titles: (name) => client.characterTitles({ realm, name }),
        reputations: (name) => client.characterReputations({ realm, name }),
        equipment: (name) => client.characterEquipment({ realm, name }),
    };
};

const withBlizzardApi = async () => {
    const { createBlizzardApiClient } = require('@blizzard-api/client');
    const { wow } = require('@blizzard-api/wow');
    const client = await createBlizzardApiClient({ key: 'bench', secret: 'secret', origin: 'eu', locale: 'en_GB' }, false);
    redirect(client.axios);
    await client.refreshAccessToken();
    const send = (resource) => (name) => client.sendRequest(resource(realm, name));
    return {
        '': send(wow.characterProfileSummary),
        status: send(wow.characterProfileStatus),
        'character-media': send(wow.characterMediaSummary),
        achievements: send(wow.characterAchievementsSummary),
        'achievements/statistics': send(wow.characterAchievementStatistics),
        'collections/mounts': send(wow.characterMountsCollectionSummary),
        'collections/pets': send(wow.characterPetsCollectionSummary),
        'collections/toys': send(wow.characterToysCollectionSummary),
        'collections/heirlooms': send(wow.characterHeirloomsCollectionSummary),
        titles: send(wow.characterTitlesSummary),
        reputations: send(wow.characterReputationsSummary),
        equipment: send(wow.characterEquipmentSummary),
    };
};

const main = async () => {
    const fetchers = await (library === 'blizzard.js' ? withBlizzardJs() : withBlizzardApi());
    let members = 0;
    const take = ({ data }) => {
        if (typeof data !== 'object') {
            throw new Error('an answer is not JSON');
        }
        members += Object.keys(data).length;
    };
    for (const name of names) {
        take(await fetchers[''](name));
        await Promise.all(paths.map((path) => fetchers[path](name).then(take)));
    }
    console.log(`${names.length} ${paths.length + 1} ${members}`);
};

main().catch((error) => {
    console.error(`fetch.js: ${library}: ${error.message}`);
    process.exit(1);
});
