// Figures in the text form that Prometheus reads (version 0.0.4). Pure.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace avhost {

class MetricsText {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // Begins a metric; its samples follow. `name` and `help` are ours, so nothing in them needs an escape.
    void gauge(std::string_view name, std::string_view help) { begin(name, help, "gauge"); }
    void counter(std::string_view name, std::string_view help) { begin(name, help, "counter"); }

    // Whole numbers are written whole. One that is not finite is written as NaN, +Inf or -Inf.
    void sample(Labels labels, double value);

    const std::string& text() const { return text_; }

private:
    void begin(std::string_view name, std::string_view help, std::string_view type);

    std::string name_;
    std::string text_;
};

} // namespace avhost
