#include "host/module/module_set.hpp"

#include "host/service/nearest.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {
namespace {

std::vector<std::string> names_of(const std::vector<Dependency>& dependencies)
{
    std::vector<std::string> names;
    names.reserve(dependencies.size());
    for (const auto& dependency : dependencies)
        names.push_back(dependency.name);
    return names;
}

std::vector<std::string> sorted_by(const std::vector<std::string>& order, const std::set<std::string>& names)
{
    std::vector<std::string> result;
    for (const auto& name : order)
        if (names.count(name) > 0)
            result.push_back(name);
    return result;
}

/// The info file as it was when the module was installed. A damaged record must not hide the other modules, nor keep
/// this one from being uninstalled: its name and version stand beside it.
InfoFile recorded_info(const service::ModuleRecord& record)
{
    try {
        return parse_info_file(record.info, "the record of module " + record.name);
    } catch (const Error&) {
        InfoFile info;
        info.name = record.name;
        info.label = record.name;
        info.version_text = record.version;
        return info;
    }
}

bool accepts(const Dependency& dependency, const InfoFile& other)
{
    try {
        return dependency.constraint.accepts(other.version());
    } catch (const Error&) {
        return false; // a damaged record; what stands there is shown
    }
}

} // namespace

const char* to_string(Status status) noexcept
{
    switch (status) {
    case Status::installed: return "installed";
    case Status::available: return "available";
    case Status::incompatible: return "incompatible";
    case Status::broken: return "broken";
    case Status::failed: return "failed";
    case Status::missing: return "missing";
    case Status::quarantined: return "quarantined";
    }
    return "broken";
}

ModuleSet::ModuleSet(std::vector<Candidate> candidates, std::vector<service::ModuleRecord> records,
    const std::vector<service::ModuleFailure>& failures, const std::vector<service::ModuleCrashes>& quarantined)
    : candidates_(std::move(candidates))
    , records_(std::move(records))
{
    for (const auto& candidate : candidates_) {
        const auto first = std::find_if(
            entries_.begin(), entries_.end(), [&](const ModuleEntry& e) { return e.name == candidate.name; });
        if (first != entries_.end()) { // discovery has put the file that counts first
            first->unused.push_back(candidate.reason);
            continue;
        }
        auto& entry = entries_.emplace_back();
        entry.name = candidate.name;
        entry.candidate = &candidate;
        if (candidate.info)
            entry.info = *candidate.info;
    }
    for (const auto& record : records_) {
        auto found =
            std::find_if(entries_.begin(), entries_.end(), [&](const ModuleEntry& e) { return e.name == record.name; });
        if (found == entries_.end()) {
            found = entries_.insert(entries_.end(), ModuleEntry());
            found->name = record.name;
        }
        found->record = &record;
        found->is_installed = true;
        if (found->candidate == nullptr || !found->candidate->info)
            found->info = recorded_info(record);
    }
    std::sort(
        entries_.begin(), entries_.end(), [](const ModuleEntry& a, const ModuleEntry& b) { return a.name < b.name; });

    std::vector<GraphNode> all;
    std::vector<GraphNode> installed;
    for (const auto& entry : entries_) {
        GraphNode node{entry.name, entry.info.weight, names_of(entry.info.dependencies)};
        if (entry.is_installed)
            installed.push_back(node);
        all.push_back(std::move(node));
    }
    graph_ = std::make_unique<Graph>(std::move(all));
    installed_graph_ = std::make_unique<Graph>(std::move(installed));
    installed_order_ = installed_graph_->order();
    for (const auto& entry : entries_)
        if (entry.is_installed
            && std::find(installed_order_.begin(), installed_order_.end(), entry.name) == installed_order_.end())
            installed_order_.push_back(entry.name);
    for (auto& entry : entries_) {
        entry.requires_all = sorted_by(graph_->order(), graph_->requires_of(entry.name));
        entry.required_by = sorted_by(graph_->order(), graph_->required_by(entry.name));
    }
    for (auto& entry : entries_)
        decide(entry, failures, quarantined);
    // What depends on something that cannot be used cannot be used either.
    for (auto& entry : entries_)
        for (const auto& needed : entry.requires_all)
            if (const auto* other = find(needed); entry.usable && (other == nullptr || !other->usable)) {
                entry.usable = false;
                if (entry.status == Status::installed || entry.status == Status::available) {
                    entry.status = Status::incompatible;
                    entry.reason = fmt::format("{} depends on {}, which cannot be used: {}", entry.name, needed,
                        other == nullptr ? "there is no such module" : other->reason);
                }
            }
}

const ModuleEntry* ModuleSet::find(std::string_view name) const
{
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const ModuleEntry& e) { return e.name == name; });
    return found == entries_.end() ? nullptr : &*found;
}

const ModuleEntry& ModuleSet::require(std::string_view name) const
{
    if (const auto* entry = find(name))
        return *entry;
    std::vector<std::string> names;
    for (const auto& entry : entries_)
        names.push_back(entry.name);
    const auto hint = service::nearest(std::string(name), names);
    throw Error(ErrorCode::invalid_argument,
        fmt::format("there is no module \"{}\" on modules.path; {}", name,
            hint.empty() ? "`wowhost module list` shows those there are" : fmt::format("did you mean {}?", hint)));
}

std::vector<std::string> ModuleSet::dependency_complaints(std::string_view name) const
{
    std::vector<std::string> complaints;
    const auto& entry = require(name);
    if (const auto cycle = graph_->cycle(entry.name))
        complaints.push_back(
            fmt::format("{} is in or behind a cycle of dependencies: {}; take one of them out of an info file",
                entry.name, *cycle));
    for (const auto& dependency : entry.info.dependencies) {
        const auto* other = find(dependency.name);
        const auto wanted =
            dependency.name + (dependency.constraint.accepts_any() ? "" : " (" + dependency.constraint.text() + ")");
        std::string complaint;
        if (other == nullptr) {
            std::vector<std::string> names;
            for (const auto& candidate : entries_)
                names.push_back(candidate.name);
            const auto hint = service::nearest(dependency.name, names);
            complaint = fmt::format("{} needs module {}, which is not on modules.path{}", entry.name, wanted,
                hint.empty() ? "; add its file" : fmt::format("; did its author mean {}?", hint));
        } else if (other->info.version_text.empty()) {
            complaint = fmt::format("{} needs module {}, whose file {} cannot be read: {}", entry.name, wanted,
                other->candidate != nullptr ? other->candidate->file.string() : "",
                other->candidate != nullptr ? other->candidate->reason : "its record is damaged");
        } else if (!accepts(dependency, other->info)) {
            complaint =
                fmt::format("{} needs module {}, but there is version {}; get a version of either that fits the other",
                    entry.name, wanted, other->info.version_text);
        }
        if (!complaint.empty())
            complaints.push_back(complaint + entry.info.place(dependency.line));
    }
    return complaints;
}

void ModuleSet::decide(ModuleEntry& entry, const std::vector<service::ModuleFailure>& failures,
    const std::vector<service::ModuleCrashes>& quarantined) const
{
    const auto of_this = [&](const auto& record) { return record.module == entry.name; };
    if (entry.candidate == nullptr) {
        entry.status = Status::missing;
        entry.reason = fmt::format(
            "{} is installed, but its file {} is not on modules.path any more; put it back, or uninstall {}",
            entry.name, entry.record->file, entry.name);
        return;
    }
    if (!entry.candidate->usable()) {
        const bool mismatch = entry.candidate->stage == Stage::info_ok;
        entry.status = mismatch ? Status::incompatible : Status::broken;
        entry.reason = entry.candidate->reason;
        return;
    }
    const auto complaints = dependency_complaints(entry.name);
    if (!complaints.empty()) {
        entry.status = graph_->cycle(entry.name) ? Status::broken : Status::incompatible;
        entry.reason = fmt::format("{}", fmt::join(complaints, "; "));
        return;
    }
    if (const auto crash = std::find_if(quarantined.begin(), quarantined.end(), of_this); crash != quarantined.end()) {
        entry.status = Status::quarantined;
        entry.reason = fmt::format(
            "its code ended the process {} times in a row, last by {}; `wowhost module release {}` lets it run again",
            crash->crashes, crash->reason, entry.name);
        return;
    }
    entry.usable = true;
    if (entry.is_installed) {
        entry.status = Status::installed;
    } else if (const auto failure = std::find_if(failures.begin(), failures.end(), of_this);
               failure != failures.end()) {
        entry.status = Status::failed;
        entry.reason = fmt::format("the last attempt failed at {}: {}", failure->step, failure->reason);
    }
}

std::vector<std::string> ModuleSet::with_requirements(const std::vector<std::string>& names) const
{
    std::vector<std::string> reasons;
    std::set<std::string> wanted;
    for (const auto& name : names) {
        wanted.insert(require(name).name);
        for (const auto& needed : graph_->requires_of(name))
            wanted.insert(needed);
    }
    for (const auto& name : wanted)
        if (const auto* entry = find(name); entry != nullptr && !entry->is_installed) {
            if (!entry->usable && entry->status != Status::incompatible)
                reasons.push_back(entry->reason);
            else if (entry->candidate != nullptr && !entry->candidate->usable())
                reasons.push_back(entry->candidate->reason);
            auto complaints = dependency_complaints(name);
            if (!entry->usable && entry->status == Status::incompatible && complaints.empty())
                complaints.push_back(entry->reason); // the chain to what cannot be used
            for (auto& complaint : complaints)
                if (std::find(reasons.begin(), reasons.end(), complaint) == reasons.end())
                    reasons.push_back(std::move(complaint));
            if (entry->info.lifecycle == Lifecycle::obsolete)
                reasons.push_back(
                    fmt::format("{} is obsolete and cannot be installed; see {}", name, entry->info.lifecycle_link));
        }
    std::sort(reasons.begin(), reasons.end());
    reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
    if (!reasons.empty())
        throw Error(ErrorCode::refused,
            fmt::format("cannot install {}: {}", fmt::join(names, ", "), fmt::join(reasons, "; ")), reasons);
    return sorted_by(graph_->order(), wanted);
}

std::vector<std::string> ModuleSet::with_dependents(const std::vector<std::string>& names) const
{
    std::set<std::string> wanted;
    for (const auto& name : names) {
        if (const auto* entry = find(name); entry == nullptr || !entry->is_installed)
            continue;
        wanted.insert(name);
        for (const auto& dependent : installed_graph_->required_by(name))
            wanted.insert(dependent);
    }
    auto order = sorted_by(installed_order_, wanted);
    std::reverse(order.begin(), order.end());
    return order;
}

} // namespace wowhost::module
