// Documents as text: rows, errors, and the index. Pure.
#pragma once

#include "parameters.hpp"

#include <wowhost/entity.hpp>

#include <string>
#include <vector>

namespace jsonapi {

/// A row and what it is.
struct Resource {
    const ResourceType* type = nullptr;
    const wowhost::Entity* entity = nullptr;
};

struct Links {
    std::string base; ///< Address of `/jsonapi`, absolute.
    std::string self; ///< Of the document.
    std::string first; ///< Of a page of rows; empty for one row.
    std::string next; ///< Empty: this is the last page.
};

/// `data` is an array, or with `is_one` its only member. `included` is written when `parameters` asks for something.
std::string rows_document(const std::vector<Resource>& data, bool is_one, const std::vector<Resource>& included,
    const Parameters& parameters, const Links& links);

std::string errors_document(const std::vector<Fault>& faults);
/// What all of them are answered with: the status they share, or 400 (500) when they differ.
int status_of(const std::vector<Fault>& faults);

std::string index_document(const std::vector<ResourceType>& types, const Links& links);

/// `path?a=b&c=d` with names and values encoded. Without `keeps_after` it loses its `page[after]`; `after` gives
/// another.
std::string address(const std::string& path, const wowhost::Fields& query, bool keeps_after, const std::string& after);

/// Which fields of the storage a resource of that type needs to be written; "id" is always among them.
std::vector<std::string> shown_columns(const ResourceType& type, const Parameters& parameters);

} // namespace jsonapi
