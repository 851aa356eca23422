#include "host/service/config_tree.hpp"

#include <wowhost/error.hpp>

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace wowhost::service {
namespace {

constexpr std::size_t most_bytes = 1024 * 1024;
constexpr std::size_t most_nodes = 50'000; // aliases can make few bytes stand for very many

std::string place(const std::string& source, const YAML::Mark& mark)
{
    if (mark.is_null() || source.starts_with("--set"))
        return source;
    return source + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

[[noreturn]] void fail(const std::string& where, const std::string& what)
{
    throw Error(ErrorCode::invalid_argument, where + ": " + what);
}

class Converter {
public:
    explicit Converter(const std::string& source)
        : source_(source)
    {
    }

    ConfigNode convert(const YAML::Node& yaml, int depth = 0)
    {
        constexpr int deepest = 20;
        ConfigNode node;
        node.where = place(source_, yaml.Mark());
        if (++nodes_ > most_nodes || depth > deepest)
            fail(node.where, "the configuration is nested too deep or has too many parts");
        if (yaml.IsScalar()) {
            node.kind = ConfigNode::Kind::scalar;
            node.scalar = yaml.Scalar();
            node.quoted = yaml.Tag() == "!";
        } else if (yaml.IsSequence()) {
            node.kind = ConfigNode::Kind::list;
            for (const auto& item : yaml)
                node.items.push_back(convert(item, depth + 1));
        } else if (yaml.IsMap()) {
            node.kind = ConfigNode::Kind::map;
            for (const auto& pair : yaml)
                add_member(node, pair.first, pair.second, depth);
        }
        return node;
    }

private:
    void add_member(ConfigNode& node, const YAML::Node& key, const YAML::Node& value, int depth)
    {
        const auto where = place(source_, key.Mark());
        if (!key.IsScalar())
            fail(where, "a key must be a plain word");
        if (const auto* first = node.find(key.Scalar()))
            fail(where, "\"" + key.Scalar() + "\" stands here a second time; the first is at " + first->where);
        node.members.push_back({key.Scalar(), where, convert(value, depth + 1)});
    }

    const std::string& source_;
    std::size_t nodes_ = 0;
};

} // namespace

const ConfigNode::Member* ConfigNode::find(const std::string& name) const
{
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == name; });
    return found == members.end() ? nullptr : &*found;
}

ConfigNode::Member* ConfigNode::find(const std::string& name)
{
    return const_cast<Member*>(std::as_const(*this).find(name));
}

const char* ConfigNode::kind_name() const
{
    switch (kind) {
    case Kind::null: return "nothing";
    case Kind::scalar: return "text";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    }
    return "nothing";
}

ConfigNode parse_config(const std::string& text, const std::string& source)
{
    if (text.size() > most_bytes)
        fail(source, "the configuration has more than 1 MiB");
    try {
        const auto documents = YAML::LoadAll(text);
        if (documents.size() > 1)
            fail(place(source, documents[1].Mark()), "a second document begins here; a configuration is one document");
        return documents.empty() ? ConfigNode() : Converter(source).convert(documents[0]);
    } catch (const YAML::Exception& error) {
        fail(place(source, error.mark), error.msg);
    }
}

} // namespace wowhost::service
