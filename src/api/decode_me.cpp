#include "api/decode_me.hpp"

#include "api/item_fields.hpp"

namespace spotify::api {

Me decode_me(const std::string& body) {
    json::Document document(body);
    Me me;
    read_filled_text(document.root(), "id", me.id);
    me.display_name = me.id;
    read_filled_text(document.root(), "display_name", me.display_name);
    if (!me.display_name) {
        throw json::NotJson("the answer names no account");
    }
    return me;
}

} // namespace spotify::api
