#include "metrics.hpp"

#include "metrics_text.hpp"

#include "host/core/access.hpp"

namespace avhost {
namespace {

constexpr std::array healths{dp::Health::stopped,  dp::Health::connecting, dp::Health::ready,
                             dp::Health::degraded, dp::Health::bad_config, dp::Health::sign_in_required,
                             dp::Health::failed};

dp::Health health_of(const Figures::Device& device) {
    return device.seen.health ? device.seen.health->health : dp::Health::stopped;
}

std::optional<double> number(const dp::Value& value) {
    if (const auto* const yes = std::get_if<bool>(&value)) {
        return *yes ? 1 : 0;
    }
    if (const auto* const whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    const auto* const real = std::get_if<double>(&value);
    return real != nullptr ? std::optional{*real} : std::nullopt;
}

void write_devices(MetricsText& out, const std::vector<Figures::Device>& devices) {
    out.gauge("avhost_devices", "Devices of the site, by their health.");
    for (const auto health : healths) {
        std::size_t count = 0;
        for (const auto& device : devices) {
            count += health_of(device) == health ? 1U : 0U;
        }
        out.sample({{"health", dp::word(health)}}, static_cast<double>(count));
    }
    out.gauge("avhost_device_health", "1 for the health that the device has.");
    for (const auto& device : devices) {
        for (const auto health : healths) {
            out.sample({{"device", device.id}, {"health", dp::word(health)}},
                       health_of(device) == health ? 1 : 0);
        }
    }
    out.gauge("avhost_device_revision", "Revision of the device's properties.");
    for (const auto& device : devices) {
        out.sample({{"device", device.id}}, static_cast<double>(device.seen.revision));
    }
    out.counter("avhost_device_batches_total", "Batches of changed properties from the device.");
    for (const auto& device : devices) {
        out.sample({{"device", device.id}}, static_cast<double>(device.seen.batches));
    }
    out.counter("avhost_device_events_total", "Events from the device.");
    for (const auto& device : devices) {
        out.sample({{"device", device.id}}, static_cast<double>(device.seen.events));
    }
    out.gauge("avhost_device_property", "Properties that the device's manifest marks as diagnostic.");
    for (const auto& device : devices) {
        for (const auto& [name, value] : device.seen.values) {
            const auto* const property = device.manifest ? device.manifest->property(name) : nullptr;
            const bool is_told =
                property != nullptr && property->diagnostic && host::common_access.may_see(*property);
            if (const auto known = is_told ? number(value) : std::nullopt) {
                out.sample({{"device", device.id}, {"property", name}}, *known);
            }
        }
    }
}

void write_panel(MetricsText& out, const panel::PanelCounts& panel) {
    const auto count = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        out.counter(name, help);
        out.sample({}, static_cast<double>(value));
    };
    out.gauge("avhost_panels_connected", "Browsers on the panel's WebSocket.");
    out.sample({}, static_cast<double>(panel.browsers));
    count("avhost_panels_dropped_total", "Browsers dropped because they did not keep up.",
          panel.dropped_browsers);
    count("avhost_panel_lines_sent_total", "Lines sent to browsers.", panel.sent_lines);
    count("avhost_panel_lines_dropped_total", "Lines that waited for browsers that were dropped.",
          panel.dropped_lines);
    count("avhost_panel_batches_folded_total",
          "Batches folded into earlier ones that waited for a slow browser.", panel.folded_batches);
    count("avhost_panel_wrong_keys_total", "Wrong access keys shown.", panel.wrong_keys);
    if (panel.certificate_ends_at != 0) {
        out.gauge("avhost_panel_certificate_end_timestamp_seconds", "When the certificate ends.");
        out.sample({}, static_cast<double>(panel.certificate_ends_at));
    }
}

void write_mqtt(MetricsText& out, const mqtt::Counters& mqtt) {
    const auto gauge = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        out.gauge(name, help);
        out.sample({}, static_cast<double>(value));
    };
    const auto count = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        out.counter(name, help);
        out.sample({}, static_cast<double>(value));
    };
    gauge("avhost_mqtt_connected", "1 while there is a connection to the broker.", mqtt.is_connected ? 1 : 0);
    gauge("avhost_mqtt_devices_driven", "Devices that this host drives on the broker.", mqtt.driven);
    gauge("avhost_mqtt_devices_contested", "Devices that another host drives on the broker.", mqtt.contested);
    const std::uint64_t connections = mqtt.connections;
    count("avhost_mqtt_reconnects_total", "Connections to the broker after the first.",
          connections > 0 ? connections - 1 : 0);
    count("avhost_mqtt_published_total", "Messages published.", mqtt.published);
    count("avhost_mqtt_folded_total", "Changes folded into earlier ones that waited for the broker.",
          mqtt.folded);
    count("avhost_mqtt_dropped_total", "Messages that were too many or too old, or could not be published.",
          mqtt.dropped);
    out.counter("avhost_mqtt_commands_total",
                "Commands that came over the broker, by what was done with them.");
    out.sample({{"done", "run"}}, static_cast<double>(mqtt.commands_run));
    out.sample({{"done", "refused"}}, static_cast<double>(mqtt.commands_refused));
    out.sample({{"done", "repeated"}}, static_cast<double>(mqtt.commands_repeated));
}

void write_process(MetricsText& out, const ProcessFigures& process) {
    out.gauge("avhost_process_resident_memory_bytes", "Memory that is in use.");
    out.sample({}, static_cast<double>(process.resident_bytes));
    out.gauge("avhost_process_open_fds", "Open file descriptors.");
    out.sample({}, static_cast<double>(process.open_files));
    out.gauge("avhost_process_threads", "Threads.");
    out.sample({}, static_cast<double>(process.threads));
    out.counter("avhost_process_cpu_seconds_total", "Processor time spent.");
    out.sample({}, process.cpu_seconds);
}

} // namespace

std::string metrics_text(const Figures& figures) {
    MetricsText out;
    out.gauge("avhost_build_info", "1; the version is in the label.");
    out.sample({{"version", figures.version}}, 1);
    out.gauge("avhost_uptime_seconds", "Time since the host's start.");
    out.sample({}, figures.uptime);
    write_devices(out, figures.devices);
    out.counter("avhost_invocations_total", "Actions and writes that came to an end, by their outcome.");
    for (std::size_t i = 0; i < figures.outcomes.size(); ++i) {
        out.sample({{"status", dp::word(static_cast<dp::Status>(i))}},
                   static_cast<double>(figures.outcomes[i]));
    }
    out.counter("avhost_misbehaviours_total", "Broken rules of device_plugin.h.");
    out.sample({}, static_cast<double>(figures.misbehaviours));
    write_panel(out, figures.panel);
    if (figures.mqtt != nullptr) {
        write_mqtt(out, *figures.mqtt);
    }
    if (figures.process) {
        write_process(out, *figures.process);
    }
    return out.text();
}

} // namespace avhost
