/* Draw each figure's table as bars. The table stays: what is drawn is what it says, and a bar leads where its number does. */
(function () {
  "use strict";
  var STEP = 26, ROOM = 44, UPRIGHT = 260;

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function shown(value) { return value.toLocaleString("en"); }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function read(figure) {
    var rows = all("tbody > tr", figure);
    return {
      heads: rows.map(function (row) { return row.querySelector("th").textContent.trim(); }),
      series: all("thead th[data-series]", figure).map(function (head, number) {
        var cells = rows.map(function (row) { return all("td[data-value]", row)[number]; });
        return {
          name: head.textContent.trim(),
          values: cells.map(function (cell) { return Number(cell.dataset.value); }),
          links: cells.map(function (cell) { var link = cell.querySelector("a"); return link ? link.href : ""; }),
        };
      }),
    };
  }

  function option(said, across, narrow) {
    var ink = colour("--ink"), soft = colour("--ink-soft"), line = colour("--line"), paper = colour("--paper");
    var font = getComputedStyle(document.body).fontFamily;
    var heads = {
      type: "category", data: said.heads, inverse: across, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { color: soft, interval: across ? 0 : "auto", width: across ? (narrow ? 110 : 170) : 60, overflow: across ? "break" : "none", lineHeight: 14 },
    };
    var values = { type: "value", minInterval: 1, axisLabel: { color: soft }, splitLine: { lineStyle: { color: line } } };
    return {
      animation: false,
      textStyle: { fontFamily: font, color: ink },
      grid: { left: 4, right: across ? 40 : 24, top: across ? 4 : 24, bottom: 4, containLabel: true },
      tooltip: {
        renderMode: "richText", trigger: "axis", confine: true, axisPointer: { type: "shadow" }, valueFormatter: shown, backgroundColor: paper, borderColor: line,
        textStyle: { color: ink, fontFamily: font, fontSize: 13 },
      },
      xAxis: across ? values : heads,
      yAxis: across ? heads : values,
      series: said.series.map(function (one, number) {
        return {
          type: "bar", name: one.name, data: one.values, barMaxWidth: 22, barGap: "10%", cursor: "pointer",
          itemStyle: { color: colour("--chart-" + (number + 1)), borderRadius: across ? [0, 2, 2, 0] : [2, 2, 0, 0] },
          label: { show: across || !narrow, position: across ? "right" : "top", color: soft, fontSize: 11, formatter: function (point) { return point.value ? shown(point.value) : ""; } },
        };
      }),
    };
  }

  function draw(figure) {
    var said = read(figure), plot = figure.querySelector(".chart-plot"), across = figure.dataset.chart === "across";
    if (!said.heads.length) { return; }
    plot.hidden = false;
    plot.style.height = (across ? said.heads.length * STEP * Math.max(1, said.series.length * 0.75) + ROOM : UPRIGHT) + "px";
    var chart = window.echarts.init(plot);
    function show() { chart.setOption(option(said, across, plot.clientWidth < 480), true); }
    show();
    chart.on("click", function (point) {
      var link = said.series[point.seriesIndex].links[point.dataIndex];
      if (link) { location.assign(link); }
    });
    new ResizeObserver(function () { chart.resize(); show(); }).observe(plot);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    figure.querySelector("details").open = false;
    figure.classList.add("chart-drawn");
  }

  if (window.echarts) { all("figure[data-chart]", document).forEach(draw); }
}());
