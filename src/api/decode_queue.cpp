#include "api/decode_queue.hpp"

#include "api/item_fields.hpp"

namespace spotify::api {

namespace {

std::optional<QueueItem> read_queue_item(simdjson::simdjson_result<json::value> entry, PictureHosts hosts) {
    json::object fields;
    if (!read_entry(entry, fields)) {
        return std::nullopt;
    }
    auto item = read_item(fields, hosts);
    if (!item.uri && !item.name) {
        return std::nullopt;
    }
    return QueueItem{std::move(item.uri), std::move(item.name), line_below_name(item),
                     std::move(item.artwork_url)};
}

} // namespace

Queue decode_queue(const std::string& body, PictureHosts hosts) {
    json::Document document(body);
    json::object& root = document.root();
    Queue queue;
    queue.current = read_queue_item(root.find_field_unordered("currently_playing"), hosts);
    json::array entries;
    if (!json::good(root.find_field_unordered("queue").get_array().get(entries))) {
        throw json::NotJson("the answer holds no list");
    }
    for (auto entry : entries) {
        if (queue.queue.size() == longest_queue) {
            break;
        }
        if (auto item = read_queue_item(entry, hosts)) {
            queue.queue.push_back(std::move(*item));
        }
    }
    return queue;
}

} // namespace spotify::api
