// wow_character: SyncContext and its documents, under the names that providers of characters know.
#pragma once

#include <wow/sync_context.hpp>

namespace wow_character {

using wow::DocumentRequest;
using wow::DocumentState;
using wow::FetchedDocument;
using wow::StoredRows;
using wow::SyncContext;

} // namespace wow_character
