document.getElementById('save').addEventListener('click', function () {
  var text = document.getElementById('values').textContent;
  var link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = 'millrace-curves.csv';
  link.click();
  URL.revokeObjectURL(link.href);
});
