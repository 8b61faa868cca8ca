#include "control_library.hpp"

namespace sim {

json::Object::Ptr library_json(const Account& account) {
    auto saved = json::array();
    for (const std::string& uri : account.saved)
        saved->add(uri);
    return json::object({{"saved", saved}});
}

void change_library(Account& account, const Fields& fields) {
    fields.allow_only({"saved"});
    const auto list = fields.array("saved");
    if (list.isNull())
        return;
    std::set<std::string> saved;
    for (const json::Var& uri : *list) {
        if (!uri.isString())
            throw BadInput("key \"saved\" must be an array of strings");
        saved.insert(uri.extract<std::string>());
    }
    account.saved = std::move(saved);
}

} // namespace sim
