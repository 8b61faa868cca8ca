#include "mqtt/discovery.hpp"

#include "host/core/access.hpp"
#include "host/json_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace avhost::mqtt {
namespace {

using host::json_quoted;
using host::PropertySpec;
using host::SchemaType;

// An object on one line, written member by member in order.
class JsonLine {
public:
    JsonLine& raw(std::string_view key, std::string_view json) {
        text_ += (text_.size() > 1 ? "," : "") + json_quoted(key) + ':' + std::string{json};
        return *this;
    }
    JsonLine& text(std::string_view key, std::string_view value) { return raw(key, json_quoted(value)); }
    std::string take() { return std::exchange(text_, "{") + '}'; }

private:
    std::string text_{"{"};
};

// The longest state that Home Assistant takes is 255 characters; "None" is how a template says unknown.
constexpr const char* text_template = "{{ value_json[:255] if value_json else 'None' }}";
constexpr const char* number_template = "{{ 'None' if value_json is none else value_json }}";
constexpr const char* flag_template = "{{ 'None' if value == 'null' else value }}";
constexpr const char* count_template = "{{ 'None' if value_json is none else value_json | count }}";
constexpr const char* list_attributes = "{{ {'items': value_json or []} | tojson }}";
constexpr const char* object_template = "{{ 'None' if value_json is none else (value_json | tojson)[:255] }}";
constexpr const char* object_attributes = "{{ (value_json or {}) | tojson }}";
constexpr const char* url_template = "{{ value_json or '' }}";
constexpr const char* time_template =
    "{{ 'None' if value_json is none else as_datetime(value_json / 1000).isoformat() }}";

// What the manifest says beside what the host itself needs of it.
class Hints {
public:
    Hints(const std::string& json, const std::string& name) {
        const auto map = host::as_object(host::read_json(json, name));
        all_ = map.isNull() ? host::JsonObject{new Poco::JSON::Object} : map;
    }
    std::string of(const std::string& id, const std::string& key) const {
        const auto entry = host::as_object(all_->get(id));
        const auto value = entry.isNull() || !entry->has(key) ? dp::Value{} : host::to_value(entry->get(key));
        const auto* const text = std::get_if<std::string>(&value);
        return text != nullptr ? *text : std::string{};
    }

private:
    host::JsonObject all_;
};

std::string or_id(const std::string& title, const std::string& id) {
    return title.empty() ? id : title;
}

std::vector<std::string> choices_of(const PropertySpec& property) {
    if (!property.options.empty()) {
        return property.options;
    }
    std::vector<std::string> choices;
    for (const auto& choice : property.schema.choices) {
        if (const auto* const text = std::get_if<std::string>(&choice)) {
            choices.push_back(*text);
        }
    }
    return choices;
}

std::string list(const std::vector<std::string>& words) {
    std::string text{"["};
    for (const auto& word : words) {
        text += (text.size() > 1 ? "," : "") + json_quoted(word);
    }
    return text + ']';
}

bool is_number(SchemaType type) {
    return type == SchemaType::integer || type == SchemaType::number;
}

class Writer {
public:
    Writer(const DiscoverySource& source, std::string_view device, std::string_view name,
           const host::Manifest& manifest)
        : source_{source}
        , device_{device}
        , name_{name}
        , manifest_{manifest}
        , properties_{manifest.properties_json, "properties"}
        , actions_{manifest.actions_json, "actions"} {
        id_ = std::string{source.prefix} + '_' + std::string{source.site} + '_' + device_;
        std::replace(id_.begin(), id_.end(), '/', '_');
    }

    std::string write() {
        JsonLine components;
        for (const auto& property : manifest_.properties) {
            if (host::common_access.may_see(property)) {
                components.raw("property_" + property.id, property_json(property));
            }
        }
        for (const auto& action : manifest_.actions) {
            if (host::common_access.may_invoke(action) && action.input.required.empty()) {
                components.raw("action_" + action.id, action_json(action));
            }
        }
        JsonLine device;
        device.raw("identifiers", list({id_})).text("name", name_).text("model", manifest_.title);
        if (!manifest_.version.empty()) {
            device.text("sw_version", manifest_.version);
        }
        JsonLine of_host;
        of_host.text("topic", source_.topics.status())
            .text("value_template", "{{ value_json.status }}")
            .text("payload_available", "online")
            .text("payload_not_available", "offline");
        JsonLine of_device;
        of_device.text("topic", source_.topics.availability(device_))
            .text("payload_available", "online")
            .text("payload_not_available", "offline");
        return JsonLine{}
            .raw("device", device.take())
            .raw("origin", JsonLine{}.text("name", "avhost").text("sw_version", source_.version).take())
            .raw("availability", '[' + of_host.take() + ',' + of_device.take() + ']')
            .text("availability_mode", "all")
            .raw("qos", "1")
            .raw("components", components.take())
            .take();
    }

private:
    JsonLine begin(std::string_view platform, const std::string& kind, const std::string& id,
                   const std::string& title, bool is_hidden) const {
        JsonLine line;
        line.text("platform", platform)
            .text("unique_id", id_ + '_' + kind + '_' + id)
            .text("name", or_id(title, id));
        if (is_hidden) {
            line.raw("enabled_by_default", "false");
        }
        return line;
    }

    std::string property_json(const PropertySpec& property) const {
        const auto& schema = property.schema;
        const std::string widget = properties_.of(property.id, "dp:widget");
        const std::string topic = source_.topics.property(device_, property.id);
        const auto begin = [&](std::string_view platform) {
            return this->begin(platform, "property", property.id, property.title, widget == "hidden");
        };
        const auto written = [&](JsonLine line, std::string_view value_template) {
            line.text("state_topic", topic)
                .text("value_template", value_template)
                .text("command_topic", topic + "/set");
            return line;
        };
        if (schema.type == SchemaType::boolean && property.read_only) {
            return diagnostic(property, begin("binary_sensor")
                                            .text("state_topic", topic)
                                            .text("value_template", flag_template)
                                            .text("payload_on", "true")
                                            .text("payload_off", "false"));
        }
        if (schema.type == SchemaType::boolean) {
            return written(begin("switch"), flag_template)
                .text("payload_on", "true")
                .text("payload_off", "false")
                .take();
        }
        if (is_number(schema.type) && !property.read_only && schema.minimum && schema.maximum &&
            *schema.minimum < *schema.maximum) {
            auto line = written(begin("number"), number_template);
            line.raw("min", host::write_json(dp::Value{*schema.minimum}))
                .raw("max", host::write_json(dp::Value{*schema.maximum}))
                .raw("step", schema.type == SchemaType::integer ? "1" : "0.01");
            return with_unit(property, line).take();
        }
        if (const auto choices = choices_of(property); !property.read_only && !choices.empty()) {
            return written(begin("select"), text_template).raw("options", list(choices)).take();
        }
        if (widget == "image") {
            return begin("image").text("url_topic", topic).text("url_template", url_template).take();
        }
        return diagnostic(property,
                          sensor(property, begin("sensor").text("state_topic", topic), topic, widget));
    }

    JsonLine sensor(const PropertySpec& property, JsonLine line, const std::string& topic,
                    const std::string& widget) const {
        switch (property.schema.type) {
        case SchemaType::array:
            return line.text("value_template", count_template)
                .text("json_attributes_topic", topic)
                .text("json_attributes_template", list_attributes);
        case SchemaType::object:
            return line.text("value_template", object_template)
                .text("json_attributes_topic", topic)
                .text("json_attributes_template", object_attributes);
        case SchemaType::integer:
        case SchemaType::number:
            if (widget == "time") {
                return line.text("value_template", time_template).text("device_class", "timestamp");
            }
            return with_unit(property, line.text("value_template", number_template));
        case SchemaType::string:
            return line.text("value_template", text_template);
        case SchemaType::boolean: // is none
        case SchemaType::null:
        case SchemaType::any:
            return line.text("value_template", object_template);
        }
        return line;
    }

    JsonLine with_unit(const PropertySpec& property, JsonLine line) const {
        const std::string unit = properties_.of(property.id, "unit");
        if (!unit.empty()) {
            line.text("unit_of_measurement", unit == "percent" ? "%" : unit);
        }
        return line;
    }

    static std::string diagnostic(const PropertySpec& property, JsonLine line) {
        if (property.diagnostic) {
            line.text("entity_category", "diagnostic");
        }
        return line.take();
    }

    std::string action_json(const host::ActionSpec& action) const {
        return begin("button", "action", action.id, action.title,
                     actions_.of(action.id, "dp:widget") == "hidden")
            .text("command_topic", source_.topics.invocation(device_, action.id))
            .text("payload_press", "{}")
            .take();
    }

    const DiscoverySource& source_;
    const std::string device_;
    const std::string name_;
    const host::Manifest& manifest_;
    const Hints properties_;
    const Hints actions_;
    std::string id_;
};

} // namespace

std::string write_discovery(const DiscoverySource& source, std::string_view device, std::string_view name,
                            const host::Manifest& manifest) {
    return Writer{source, device, name, manifest}.write();
}

} // namespace avhost::mqtt
