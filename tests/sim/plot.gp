# SPDX-License-Identifier: GPL-3.0-or-later
# gnuplot -e "data='sim.dat'" -e "png='sim.png'" plot.gp
set terminal png size 900,640 font ",11"
set output png
set multiplot layout 2,1
set logscale y
set yrange [0.4:40000]
# There is no 0 on such an axis: it is drawn below 1, and called by its name.
set ytics ("0" 0.5, "1" 1, "10" 10, "100" 100, "1,000" 1000, "10,000" 10000)
set grid ytics lc rgb "#dddddd"
set xlabel "days"
set key outside right top reverse Left
stats data index 0 using 1 nooutput
set xrange [0:STATS_max]
shown(x) = x < 0.5 ? 0.5 : x
array name[4] = ["proof of uptake", "by the calendar", "two on a timer", \
    "changed in place"]
array colour[4] = ["#007a33", "#6fa8dc", "#d98000", "#b00020"]
array width[4] = [3, 6, 2, 2]
# Ours last, on top of whatever else is at 0.
order(i) = 5 - i

set title "orphans: clients that lost every account (mean of the worlds)"
plot for [i=1:4] data index order(i)-1 using 1:(shown($2)) with lines \
    lw width[order(i)] lc rgb colour[order(i)] title name[order(i)]
set title "accounts locked out, so far (mean of the worlds)"
plot for [i=1:4] data index order(i)-1 using 1:(shown($3)) with lines \
    lw width[order(i)] lc rgb colour[order(i)] title name[order(i)]
unset multiplot
